using System.CommandLine;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Probe;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Report.Plot;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>nt chain plot: the response of the linear part and the curves of the dynamics, in the terminal and as SVG.</summary>
internal sealed class PlotCommand : NtCommand
{
    private const int Points = 480;
    private readonly CommandContext _context;
    private readonly FileArgument _file = new("FILE", "The chain (.json).") { HelpName = "FILE" };
    private readonly FileOption _svg = new("--svg", "OUT", "Also writes the figures as one SVG file.");
    private readonly RunsAtOptions _at = new();
    private readonly FlagOption _json = new("--json", "Prints the curves as one JSON document instead.");

    public PlotCommand(CommandContext context) : base("plot", "Draws what a chain does: magnitude, phase and group delay of its linear part, level curves of its dynamics. All is measured on the processors themselves.")
    {
        _context = context;
        Arguments.Add(_file);
        Group("Options", [.. _at.All, _svg, _json]);
        Examples = [("nt chain plot room.json --svg room.svg", "In the terminal, and as a file for a browser.")];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_file);
        var svg = parsed.GetValue(_svg);
        var format = _at.Read(parsed);
        Paths.RequireApart([("FILE", path)], [("--svg", svg)]);
        if (svg is not null) WholeFile.RequireWritable(svg);
        var chain = SoundFile.Chain(path);
        var probe = _context.MakePorts().ChainProbe();
        if (probe.Faults(chain, format) is [var fault, ..])
            throw new BadInputException($"{path} does not run at {format.Rate}: $.chain[{fault.Index}]: {fault.Message}\nnt chain check says everything that is wrong.");
        var outRate = probe.Timing(chain, format).OutputRate;
        var response = probe.Response(chain, format, Frequencies(Math.Min(format.Rate.Hz, outRate.Hz)));
        var curves = probe.StaticCurves(chain, format);
        var sink = _context.Streams.Out;
        if (parsed.GetValue(_json)) WriteJson(path, format, response, curves, sink);
        var figures = ChainFigures.Of(response, curves);
        if (svg is not null) WholeFile.Write(svg, SvgDocument.Of($"{Path.GetFileName(path)} at {format.Rate}", figures));
        if (parsed.GetValue(_json)) return ExitCode.Done;
        foreach (var figure in figures)
        {
            TerminalFigure.Write(sink, figure);
            sink.WriteLine();
        }
        if (response.LeftOut.Count > 0) sink.WriteLine($"Not in the response, for it has none: {string.Join(", ", response.LeftOut)}.");
        if (svg is not null) sink.WriteLine(Text.Printable(svg));
        return ExitCode.Done;
    }

    private static Hertz[] Frequencies(double rate)
    {
        var (low, high) = (10.0, 0.499 * rate);
        return [.. Enumerable.Range(0, Points).Select(i => new Hertz(low * Math.Pow(high / low, i / (Points - 1.0))))];
    }

    private static void WriteJson(string path, AudioFormat format, ChainResponse response, IReadOnlyList<StaticCurve> curves, Sink sink) => Json.WriteTo(sink, json =>
    {
        json.WriteString("schema", "nt.chain.plot/1");
        json.WriteString("file", path);
        json.Number("rate_hz", format.Rate.Hz);
        json.WriteNumber("channels", format.Channels);
        json.Numbers("f_hz", response.Frequencies.Select(f => f.Value), 6);
        json.WriteStartArray("responses");
        foreach (var curve in response.Curves())
        {
            json.WriteStartObject();
            json.WriteString("name", curve.Name);
            json.Numbers("magnitude_db", curve.MagnitudeDb, 6);
            json.Numbers("phase_deg", curve.PhaseDegrees, 4);
            json.Numbers("group_delay_ms", curve.GroupDelay.Select(d => d.Value * 1000), 6);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("not_in_the_response");
        foreach (var name in response.LeftOut) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("static_curves");
        foreach (var curve in curves)
        {
            json.WriteStartObject();
            json.WriteString("name", curve.Name);
            json.Number("tone_hz", curve.Tone.Value);
            json.Numbers("in_db", curve.InputDb);
            json.Numbers("out_db", curve.OutputDb);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
