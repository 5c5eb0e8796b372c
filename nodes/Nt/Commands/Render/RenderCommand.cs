using System.CommandLine;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Render;

/// <summary>nt render: a file through a preset or a chain.</summary>
internal sealed class RenderCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _input = new("IN", "The audio file to process.") { HelpName = "IN" };
    private readonly FileArgument _output = new("OUT", $"The file to write; its extension says the format: {OutputKind.Extensions}.") { HelpName = "OUT" };
    private readonly FileOption _preset = new("--preset", "P.json", "Parameters as nt match --save-preset writes them.");
    private readonly FileOption _chain = new("--chain", "C.json", "Processors in order, each with its parameters.");
    private readonly NumberOption _amount = new("--amount", "N", "How far to go with a preset in per cent; 0 leaves the samples as they are.", 0, 100, "per cent", "100");
    private readonly NumberOption _rate = new("--rate", "HZ", "Sample rate of the result in Hz.", 1000, 1600000, "Hz", "that of IN");
    private readonly OutputOptions _stored = new();
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public RenderCommand(CommandContext context) : base("render", "Renders a file through a preset or a chain. The result is measured, and rendered again where it misses its loudness or its ceiling.")
    {
        _context = context;
        Usage = "IN OUT (--preset P.json | --chain C.json) [options]";
        Arguments.Add(_input);
        Arguments.Add(_output);
        Group("Sound", _preset, _chain, _amount);
        Group("Result", [_rate, .. _stored.All, _json]);
        Examples =
        [
            ("nt render song2.wav song2.flac --preset warm.json", "Gives song2 the sound that a match was saved as."),
            ("nt render in.wav out.wav --chain chain.json --rate 48000 --bits 16 --dither shaped", "A chain of processors, to 48 kHz and 16 bit with shaped dither."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (input, output) = (parsed.GetRequiredValue(_input), parsed.GetRequiredValue(_output));
        var (preset, chain) = (parsed.GetValue(_preset), parsed.GetValue(_chain));
        if (preset is null == chain is null) throw new UsageException("Give either --preset or --chain.");
        if (parsed.GetValue(_amount) is not null && chain is not null) throw new UsageException("--amount goes with --preset: a chain has no amount.");
        var encoding = _stored.Read(parsed, output);
        Paths.RequireApart([("IN", input), ("--preset", preset), ("--chain", chain)], [("OUT", output)]);
        var request = new RenderRequest
        {
            Input = input,
            Output = output,
            Style = preset is null ? null : Scaled(input, SoundFile.Preset(preset), parsed.GetValue(_amount) ?? 100),
            Chain = chain is null ? null : SoundFile.Chain(chain),
            Rate = parsed.GetValue(_rate) is { } rate ? new SampleRate(rate) : null,
            Encoding = encoding,
        };
        return RenderRun.Execute(_context, request, parsed.GetValue(_json), preset ?? chain);
    }

    // A share of the way to a loudness begins at the input's own, which must be measured first.
    private StyleParams Scaled(string input, StyleParams style, double amount)
    {
        if (amount is 0 or 100 || style.Loudness is null) return StyleAmount.Scale(style, amount, new Lufs(double.NegativeInfinity));
        var ports = _context.MakePorts();
        var cancellation = _context.Arm();
        using var reader = ports.Decode.Open(input);
        using var meter = ports.Analyse.Loudness(reader.Info.Format, new MeterOptions(TruePeakOversampling: 0));
        var block = new AudioBlock(reader.Info.Format.Channels, 8192);
        while (reader.Read(block) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            meter.Add(block);
        }
        return StyleAmount.Scale(style, amount, meter.Read().Integrated);
    }
}
