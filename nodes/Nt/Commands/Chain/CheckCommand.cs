using System.CommandLine;
using System.Globalization;
using System.Text;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Mastering.Probe;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>nt chain check: valid, or everything that is wrong with its place.</summary>
internal sealed class CheckCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _file = new("FILE", "The chain (.json).") { HelpName = "FILE" };
    private readonly RunsAtOptions _at = new();
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public CheckCommand(CommandContext context) : base("check", "Checks a chain: every error with its place and what is allowed there, or its latency and tail.")
    {
        _context = context;
        Arguments.Add(_file);
        Group("Options", [.. _at.All, _json]);
        Remarks = ["Ends with 3 where something is wrong."];
        Examples = [("nt chain check chain.json --rate 44100", "Whether it runs at 44.1 kHz, and what it costs in time.")];
        SetAction(Run);
    }

    /// <summary>What is wrong, where, and the advice for it; empty where there is none.</summary>
    private sealed record Fault(string Place, string What, string Advice);

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_file);
        var format = _at.Read(parsed);
        var text = TextFile.Read(path);
        var faults = ChainJson.Check(Encoding.UTF8.GetBytes(text)).Select(f => new Fault(f.Path, $"is {f.Value}", $"Allowed is {f.Allowed}.")).ToList();
        ChainTiming? timing = null;
        IReadOnlyList<ProcessorSpec> chain = [];
        if (faults.Count == 0)
        {
            chain = SoundFile.Located(ChainJson.Read(text), path);
            var probe = _context.MakePorts().ChainProbe();
            faults.AddRange(probe.Faults(chain, format).Select(f => new Fault(string.Create(CultureInfo.InvariantCulture, $"$.chain[{f.Index}]"), $"does not run at {format.Rate}: {f.Message.TrimEnd('.').Replace('\n', ' ')}", "")));
            if (faults.Count == 0) timing = probe.Timing(chain, format);
        }
        if (parsed.GetValue(_json)) WriteJson(path, format, faults, timing, chain.Count);
        else WriteText(path, format, faults, timing, chain.Count);
        return faults.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private void WriteText(string path, AudioFormat format, List<Fault> faults, ChainTiming? timing, int processors)
    {
        var sink = _context.Streams.Out;
        foreach (var fault in faults) sink.WriteLine($"{sink.Paint(Ink.Red, Text.Printable(fault.Place))} {Text.Printable(fault.What)}. {Text.Printable(fault.Advice)}".TrimEnd());
        if (timing is null)
        {
            sink.WriteLine($"{Text.Printable(path)}: {Text.Count(faults.Count, "error")}.");
            return;
        }
        var table = new Table(new Column(""), new Column(""));
        table.Add("valid", Text.Count(processors, "processor"));
        table.Add("rate", timing.OutputRate == format.Rate ? $"{format.Rate}" : $"{format.Rate} to {timing.OutputRate}");
        if (timing.OutputChannels != format.Channels) table.Add("channels", $"{format.Channels} to {timing.OutputChannels}");
        table.Add("latency", $"{Length(timing.Latency, timing.OutputRate)}; a render takes it out");
        table.Add("tail", timing.Tail is { } tail ? $"{Length(tail, timing.OutputRate)} until the output is below −120 dB" : "not known");
        table.Write(sink);
    }

    private void WriteJson(string path, AudioFormat format, List<Fault> faults, ChainTiming? timing, int processors) => Json.WriteTo(_context.Streams.Out, json =>
    {
        json.WriteString("schema", "nt.chain.check/1");
        json.WriteString("file", path);
        json.WriteBoolean("valid", faults.Count == 0);
        json.WriteStartArray("errors");
        foreach (var fault in faults)
        {
            json.WriteStartObject();
            json.WriteString("place", fault.Place);
            json.WriteString("what", fault.What);
            json.WriteString("advice", fault.Advice);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (timing is null) return;
        json.WriteNumber("processors", processors);
        json.Number("rate_hz", format.Rate.Hz);
        json.Number("output_rate_hz", timing.OutputRate.Hz);
        json.WriteNumber("channels", format.Channels);
        json.WriteNumber("output_channels", timing.OutputChannels);
        json.Number("latency_s", timing.Latency.Value, 9);
        json.Number("tail_s", timing.Tail?.Value, 9);
    });

    private static string Length(Seconds time, SampleRate rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.Value * 1000:0.##} ms ({time.Value * rate.Hz:0} frames)");
}
