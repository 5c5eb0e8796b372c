using NTWorkstation.Audio.Decode;
using System.Globalization;
using System.Text.Json;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Render;

/// <summary>A rendering on the command line: checks, bars, result. Shared by render and convert.</summary>
internal static class RenderRun
{
    /// <param name="sound">Where the parameters come from: parameters out of their range at this rate are its fault.</param>
    public static int Execute(CommandContext context, RenderRequest request, bool json, string? sound)
    {
        var streams = context.Streams;
        var cancellation = context.Arm();
        var ports = context.MakePorts();
        using (var reader = ports.Decode.Open(request.Input))
            OutputKind.RequireHolds(request.Output, request.Encoding.Kind!.Value, reader.Info.Format, request.Rate);
        WholeFile.RequireWritable(request.Output);
        var result = ProgressBars.Run(streams.Error, !json, [JobSteps.Name(JobStep.Render), JobSteps.Name(JobStep.Verify)], report =>
        {
            try
            {
                return ports.Renderer().Render(request, new JobSteps(report), cancellation);
            }
            catch (ArgumentException failure) when (sound is not null)
            {
                throw new BadInputException($"{sound} cannot be used with {request.Input}: {failure.Message}", failure);
            }
        });
        if (json) WriteJson(request, result, streams.Out);
        else WriteText(result, streams.Out);
        return ExitCode.Done;
    }

    /// <summary>Facts of a written file.</summary>
    public static void WriteFacts(Utf8JsonWriter json, RenderResult result, OutputEncoding encoding)
    {
        json.WriteString("file", result.Output);
        json.WriteString("format", OutputKind.Name(encoding.Kind!.Value));
        json.WriteString("sample_type", MediaWords.Of(encoding.Samples!.Value));
        json.Number("rate_hz", result.Format.Rate.Hz);
        json.WriteNumber("channels", result.Format.Channels);
        json.WriteNumber("frames", result.Length.Value);
        json.Number("duration_s", result.Length.At(result.Format.Rate).Value, 6);
        json.WriteString("sha256", result.Hash);
        json.Number("lufs", result.Loudness.Integrated.Value, 2);
        json.Number("lra_lu", result.Loudness.Range, 2);
        json.Number("tp_db", result.TruePeak.Value, 3);
        json.WriteBoolean("ceiling_held", result.CeilingHeld);
        json.WriteNumber("passes", result.Passes);
        json.Number("gain_trim_db", result.GainTrim.Value, 3);
        json.Number("ceiling_trim_db", result.CeilingTrim.Value, 3);
        json.Number("limiter_rate", result.LimiterRate, 5);
        json.Number("limiter_reduction_p95_db", result.LimiterReductionP95.Value, 3);
        json.Number("cpu_s", result.Cpu.Value, 3);
        json.Number("elapsed_s", result.Elapsed.Value, 3);
        json.Object("versions", () =>
        {
            json.WriteString("engine", result.Versions.Engine);
            json.WriteString("isa", result.Versions.IsaClass);
            json.WriteString("codec", result.Versions.Codec);
            json.WriteString("resampler", result.Versions.Resampler);
            json.WriteString("pitch", result.Versions.Pitch);
        });
    }

    /// <summary>A written file in one line.</summary>
    public static string Line(RenderResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{Text.Printable(result.Output)}  {Text.Time(result.Length.At(result.Format.Rate))}, {Rate(result)}, {MediaWords.Channels(result.Format)}, {Text.Number(result.Loudness.Integrated.Value)} LUFS, {Text.Number(result.TruePeak.Value, 2)} dBTP");

    // What the bits were made from or are read at is nothing of the file.
    private static string Rate(RenderResult result)
    {
        if (result.Encoding.Samples != SampleKind.Dsd) return string.Create(CultureInfo.InvariantCulture, $"{result.Format.Rate.Hz:0.###} Hz");
        var bits = result.Encoding.BitRate;
        return string.Create(CultureInfo.InvariantCulture, $"DSD{(bits == 0 ? 64 : bits / (bits % 44100 == 0 ? 44100 : 48000))}");
    }

    private static void WriteJson(RenderRequest request, RenderResult result, Sink sink) => Json.WriteTo(sink, json =>
    {
        json.WriteString("schema", "nt.render/1");
        json.WriteString("input", request.Input);
        json.Object("output", () => WriteFacts(json, result, request.Encoding));
        json.WriteStartArray("notes");
        foreach (var note in result.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
    });

    private static void WriteText(RenderResult result, Sink sink)
    {
        sink.WriteLine(Line(result));
        foreach (var note in result.Notes) sink.WriteLine($"note: {Text.Printable(note)}");
    }
}
