using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Convert;

/// <summary>nt convert: another format, rate or sample type, and the sound untouched.</summary>
internal sealed class ConvertCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _input = new("IN", "The audio file to convert.") { HelpName = "IN" };
    private readonly FileArgument _output = new("OUT", $"The file to write; its extension says the format: {OutputKind.Extensions}.") { HelpName = "OUT" };
    private readonly NumberOption _rate = new("--rate", "HZ", "Sample rate of the result in Hz.", 1000, 1600000, "Hz", "that of IN");
    private readonly WordOption _quality = new("--quality", "How the rate is converted: spurs and aliases at most -140, -185 or -206 dB; minimum-phase is high without ringing ahead of a sound.", "high", "fast", "high", "max", "minimum-phase");
    private readonly WordOption _format = new("--format", "Stored sample type. WAV holds all, WavPack all but f64, FLAC and ALAC s24 and s16.", "the type of IN where OUT holds it, else the nearest", "f64", "f32", "s32", "s24", "s16");
    private readonly WordOption _dither = new("--dither", "Noise that makes the rounding to fewer bits harmless. Samples that need no rounding stay as they are.", "tpdf", "none", "tpdf", "shaped");
    private readonly WordOption _codec = new("--codec", "Codec inside .m4a: alac keeps the samples, aac does not.", "alac", "alac", "aac");
    private readonly NumberOption _bitRate = new("--bit-rate", "KBPS", "Bit rate of opus, mp3 and aac in kbit/s.", 16, 512, "kbit/s", "the codec's own");
    private readonly WordOption _dsd = new("--dsd", "Bits of .dsf and .dff: 64 or 128 times 44.1 kHz. Full scale becomes 0 dB SACD, half of full modulation.", "that of IN where it is DSD, whose bits are copied then, else 64", "64", "128");
    private readonly FlagOption _louder = new("--sacd-full-scale", "Raises DSD that is read by 6.02 dB, so that 0 dB SACD is full scale. What goes over it is said.");
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public ConvertCommand(CommandContext context) : base("convert", "Converts a file to another format, rate or sample type. Tags and cover are carried over; lossless stays bit for bit where the format holds the type.")
    {
        _context = context;
        Usage = "IN OUT [options]";
        Arguments.Add(_input);
        Arguments.Add(_output);
        Group("Options", _rate, _quality, _format, _dither, _codec, _bitRate, _dsd, _louder, _json);
        Examples =
        [
            ("nt convert song.wav song.flac", "The same samples as FLAC."),
            ("nt convert master.wav video.wav --rate 48000 --quality max", "48 kHz by the longest filter."),
            ("nt convert album.dsf album.flac --rate 88200", "DSD as 24 bit PCM."),
            ("nt convert album.dsf album.dff", "The same bits in the other container."),
            ("nt convert master.wav cd.wav --rate 44100 --format s16 --dither shaped", "44.1 kHz and 16 bit for a CD."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (input, output) = (parsed.GetRequiredValue(_input), parsed.GetRequiredValue(_output));
        var kind = OutputKind.Of(output, parsed.GetValue(_codec));
        SampleKind? asked = parsed.GetValue(_format) switch
        {
            "f64" => SampleKind.F64,
            "f32" => SampleKind.F32,
            "s32" => SampleKind.S32,
            "s24" => SampleKind.S24,
            "s16" => SampleKind.S16,
            _ => null,
        };
        var encoding = OutputKind.Encoding(output, kind, asked, parsed.GetValue(_dither), parsed.GetValue(_bitRate), "--format " + parsed.GetValue(_format));
        Paths.RequireApart([("IN", input)], [("OUT", output)]);
        MediaInfo source;
        using (var reader = _context.MakePorts().Decode.Open(input)) source = reader.Info;
        var read = source.Samples;
        if (asked is null) encoding = encoding with { Samples = OutputKind.Nearest(kind, read) };
        var rate = parsed.GetValue(_rate) is { } hz ? new SampleRate(hz) : (SampleRate?)null;
        var own = rate is null && read == SampleKind.Dsd && source.Container is "dsf" or "dsdiff" ? source.BitRate / source.Format.Channels : 0;
        var (bits, gain) = DsdConversion.Read(output, read == SampleKind.Dsd, OutputEncoding.IsDsd(kind), own, parsed.GetValue(_dsd), parsed.GetValue(_louder));
        if (bits > 0) encoding = encoding with { BitRate = bits };
        var request = new RenderRequest
        {
            Input = input, Output = output, Chain = gain.Value == 0 ? [] : [new GainSpec(gain)], Rate = rate, Encoding = encoding,
            Quality = parsed.GetValue(_quality) switch
            {
                "fast" => ResampleQuality.Fast,
                "max" => ResampleQuality.Max,
                "minimum-phase" => ResampleQuality.MinimumPhase,
                _ => ResampleQuality.High,
            },
        };
        return RenderRun.Execute(_context, request, parsed.GetValue(_json), sound: null);
    }
}
