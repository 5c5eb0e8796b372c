using System.CommandLine;
using System.Globalization;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Nt.Commands.Devices;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Sources;

/// <summary>nt sources: what can be captured now.</summary>
internal sealed class SourcesCommand : NtCommand
{
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public SourcesCommand(CommandContext context) : base("sources", "Lists what can be captured: inputs, what outputs play, and applications that sound now.")
    {
        Usage = "[--json]";
        Group("Options", _json);
        Remarks =
        [
            "Ids: pulse:SOURCE (a microphone, or SINK.monitor), app:INDEX (one stream of an application; app:NAME is whichever stream of it sounds), alsa:NAME, jack:CLIENT. nt capture records them, nt play capture:ID plays them. Kinds whose library or server is missing are left out.",
        ];
        Examples = [("nt sources", "Everything there is."), ("nt sources --json", "The same for programs.")];
        SetAction(parsed =>
        {
            var (sources, sink) = (context.MakePorts().Captures.List(), context.Streams.Out);
            if (parsed.GetValue(_json)) WriteJson(sources, sink);
            else WriteTable(sources, sink);
            return ExitCode.Done;
        });
    }

    internal static string WordOf(CaptureKind kind) => kind switch
    {
        CaptureKind.Monitor => "monitor",
        CaptureKind.Application => "application",
        _ => "input",
    };

    private static void WriteTable(IReadOnlyList<CaptureDescription> sources, Sink sink)
    {
        if (sources.Count == 0)
        {
            sink.WriteLine("Nothing can be captured: no sound server runs, and ALSA has no input.");
            return;
        }
        var table = new Table(new Column("id"), new Column("kind"), new Column("name"), new Column("plays"), new Column("pid", true), new Column("format"));
        foreach (var s in sources.OrderByDescending(s => s.Kind))
        {
            table.Add(
                Text.Printable(s.Id), WordOf(s.Kind), Text.Printable(s.Name) + (s.IsDefault ? " (default)" : ""), Text.Printable(s.Media) + (s.IsCorked ? " (paused)" : ""),
                s.ProcessId is { } pid ? pid.ToString(CultureInfo.InvariantCulture) : "", Format(s));
        }
        table.Write(sink);
    }

    private static string Format(CaptureDescription s)
    {
        var parts = new List<string>();
        if (s.Samples != DeviceSamples.None) parts.Add(s.Samples.Name());
        if (s.Rate is { } rate) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rate.Hz:0.###} Hz"));
        if (s.Channels > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{s.Channels} ch"));
        return string.Join(", ", parts);
    }

    private static void WriteJson(IReadOnlyList<CaptureDescription> sources, Sink sink) => Json.WriteTo(sink, json =>
    {
        json.WriteStartArray("sources");
        foreach (var s in sources)
        {
            json.WriteStartObject();
            json.WriteString("id", s.Id);
            json.WriteString("kind", WordOf(s.Kind));
            json.WriteString("name", s.Name);
            json.WriteString("backend", s.Backend);
            json.WriteBoolean("default", s.IsDefault);
            if (s.Kind == CaptureKind.Application)
            {
                json.WriteString("media", s.Media);
                if (s.ProcessId is { } pid) json.WriteNumber("pid", pid);
                else json.WriteNull("pid");
                json.WriteBoolean("corked", s.IsCorked);
            }
            if (s.Output.Length > 0) json.WriteString("output", s.Output);
            if (s.Samples != DeviceSamples.None) json.WriteString("format", s.Samples.Name());
            else json.WriteNull("format");
            json.Number("rate_hz", s.Rate?.Hz);
            if (s.Channels > 0) json.WriteNumber("channels", s.Channels);
            else json.WriteNull("channels");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
