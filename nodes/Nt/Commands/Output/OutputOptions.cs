using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Output;

/// <summary>The options that say how a result is stored, and the rules between them. Shared by match and render.</summary>
internal sealed class OutputOptions
{
    public readonly WordOption Bits = new("--bits", "Stored sample type: 16 or 24 bit integers, or 32f for 32 bit float (WAV and WavPack).", "24", "16", "24", "32f");
    public readonly WordOption Dither = new("--dither", "Noise that makes the rounding to 16 or 24 bit harmless: none, tpdf (flat) or shaped (moved to where the ear is deaf).", "tpdf", "none", "tpdf", "shaped");
    public readonly WordOption Codec = new("--codec", "Codec inside .m4a: alac keeps the samples, aac does not.", "alac", "alac", "aac");
    public readonly NumberOption BitRate = new("--bit-rate", "KBPS", "Bit rate of opus, mp3 and aac in kbit/s.", 16, 512, "kbit/s", "the codec's own");

    public Option[] All => [Bits, Dither, Codec, BitRate];

    /// <exception cref="UsageException">They do not fit together.</exception>
    public OutputEncoding Read(ParseResult parsed, string path)
    {
        var bits = parsed.GetValue(Bits);
        var kind = OutputKind.Of(path, parsed.GetValue(Codec));
        SampleKind? samples = bits switch { "16" => SampleKind.S16, "24" => SampleKind.S24, "32f" => SampleKind.F32, _ => null };
        return OutputKind.Encoding(path, kind, samples, parsed.GetValue(Dither), parsed.GetValue(BitRate), "--bits " + bits);
    }
}
