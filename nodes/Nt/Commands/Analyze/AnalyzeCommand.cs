using System.CommandLine;
using System.Globalization;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Contracts.Analysis;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Report;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Analyze;

/// <summary>nt analyze: what a track sounds like, in figures and pictures.</summary>
internal sealed class AnalyzeCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _file = new("F", "The audio file.") { HelpName = "F" };
    private readonly FlagOption _f0 = new("--f0", "Also follows the fundamental frequency (YIN, 100 values a second); costs about half as much again.");
    private readonly FileOption _report = new("--report", "F.html", "Writes a report with plots as one HTML file.");
    private readonly FileOption _curve = new("--save-curve", "C.json", "Writes the sound as a target curve, which nt match takes as a reference.");
    private readonly FlagOption _json = new("--json", "Prints all features as one JSON document on standard output and nothing else.");

    public AnalyzeCommand(CommandContext context) : base("analyze", "Measures a track: loudness, peaks, spectrum, dynamics, stereo, reverberation, bandwidth, defects. One pass, at constant memory.")
    {
        _context = context;
        Usage = "F [options]";
        Arguments.Add(_file);
        Group("Options", _f0, _report, _curve, _json);
        Examples =
        [
            ("nt analyze song.wav", "The figures as a table."),
            ("nt analyze song.wav --json | jq .lufs.integrated", "One figure for a script."),
            ("nt analyze hit.wav --save-curve hit.json", "A curve to match other tracks to, without the audio."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_file);
        var (reportPath, curvePath, json) = (parsed.GetValue(_report), parsed.GetValue(_curve), parsed.GetValue(_json));
        Paths.RequireApart([("F", path)], [("--report", reportPath), ("--save-curve", curvePath)]);
        var streams = _context.Streams;
        var cancellation = _context.Arm();
        var ports = _context.MakePorts();
        ports.Decode.Open(path).Dispose();
        foreach (var output in new[] { reportPath, curvePath })
            if (output is not null) WholeFile.RequireWritable(output);
        const string step = "Listening";
        var options = new SoundOptions { WithF0 = parsed.GetValue(_f0) };
        var profile = ProgressBars.Run(streams.Error, !json, [step], report => ports.Listen(path, options, share => report(step, share), cancellation));
        if (curvePath is not null) WholeFile.Write(curvePath, CurveFile.Text(profile));
        if (reportPath is not null) WholeFile.Write(reportPath, AnalysisReport.Write(new ReportTrack(path, profile), Facts(path, profile)));
        if (json) streams.Out.WriteLine(FeaturesJson.Write(profile).TrimEnd());
        else WriteText(path, profile, reportPath, curvePath, streams.Out);
        return ExitCode.Done;
    }

    private static List<KeyValuePair<string, string>> Facts(string path, SoundProfile profile) =>
    [
        new("File", path),
        new("Format", string.Create(CultureInfo.InvariantCulture, $"{profile.Source.Rate.Hz:0.###} Hz, {Text.Count(profile.Source.Channels, "channel")}, {profile.Source.Duration.Value:0.###} s")),
        new("Made by", $"nt {CommandTree.Version}"),
    ];

    private static void WriteText(string path, SoundProfile profile, string? reportPath, string? curvePath, Sink sink)
    {
        sink.WriteLine(Text.Printable(path));
        var table = new Table(new Column(""), new Column("", Right: true), new Column(""));
        foreach (var row in TrackFacts.Rows) table.Add(row.Name, row.Value(profile), row.Unit);
        table.Write(sink);
        foreach (var warning in TrackFacts.Warnings(profile)) sink.WriteLine($"{sink.Paint(Ink.Yellow, "!")} {warning}");
        if (reportPath is not null) sink.WriteLine($"report  {Text.Printable(reportPath)}");
        if (curvePath is not null) sink.WriteLine($"curve   {Text.Printable(curvePath)}");
    }
}
