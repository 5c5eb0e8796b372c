using System.CommandLine;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Report;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Measure;

/// <summary>nt measure: how far two sounds are apart.</summary>
internal sealed class MeasureCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _reference = new("R", "The reference: an audio file or a saved curve (.json).") { HelpName = "R" };
    private readonly FileArgument _other = new("X", "The file to compare with it: audio or a saved curve.") { HelpName = "X" };
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public MeasureCommand(CommandContext context) : base("measure", "Measures how far two tracks are apart in sound: tone, dynamics, width, loudness. 0 is the same sound.")
    {
        _context = context;
        Arguments.Add(_reference);
        Arguments.Add(_other);
        Group("Options", _json);
        Examples =
        [
            ("nt measure hit.wav master.flac", "The distances with what they mean."),
            ("nt measure hit.wav master.flac --json | jq .metrics.mel_dist", "One figure for a script."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (first, second) = (parsed.GetRequiredValue(_reference), parsed.GetRequiredValue(_other));
        var json = parsed.GetValue(_json);
        var streams = _context.Streams;
        var ports = _context.MakePorts();
        foreach (var path in new[] { first, second })
            if (!CurveFile.Is(path)) ports.Decode.Open(path).Dispose();
        var cancellation = _context.Arm();
        const string step = "Listening";
        var (a, b) = ProgressBars.Run(streams.Error, !json, [step], report =>
            (Profile(first, share => report(step, share / 2)), Profile(second, share => report(step, 0.5 + share / 2))));
        var metrics = StyleMetrics.Between(a, b);
        if (json)
            Json.WriteTo(streams.Out, writer =>
            {
                writer.WriteString("schema", "nt.measure/1");
                writer.WriteString("reference", first);
                writer.WriteString("file", second);
                writer.Object("metrics", () => MetricRows.Write(writer, metrics));
                writer.Object("tracks", () =>
                {
                    writer.Object("reference", () => TrackJson.Write(writer, a));
                    writer.Object("file", () => TrackJson.Write(writer, b));
                });
            });
        else WriteText(first, second, a, b, metrics, streams.Out);
        return ExitCode.Done;

        SoundProfile Profile(string path, Action<double> report) =>
            CurveFile.Is(path) ? CurveFile.Read(path) : ports.Listen(path, SoundOptions.Default, report, cancellation);
    }

    private static void WriteText(string first, string second, SoundProfile a, SoundProfile b, StyleMetrics metrics, Sink sink)
    {
        var near = new Table(new Column("distance"), new Column("", Right: true), new Column(""));
        foreach (var (name, value, unit, _) in MetricRows.Of(metrics)) near.Add(name, Text.Number(value, 2), unit);
        near.Write(sink);
        sink.WriteLine();
        var tracks = new Table(new Column("track"), new Column(Text.Printable(Path.GetFileName(first)), Right: true), new Column(Text.Printable(Path.GetFileName(second)), Right: true), new Column(""));
        foreach (var row in TrackFacts.Rows) tracks.Add(row.Name, row.Value(a), row.Value(b), row.Unit);
        tracks.Write(sink);
    }
}
