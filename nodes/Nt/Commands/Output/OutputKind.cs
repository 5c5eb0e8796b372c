using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Output;

/// <summary>What the extension of an output means and what it can hold: everything wrong with it is said before any work.</summary>
internal static class OutputKind
{
    public const string Extensions = ".wav .flac .wv .m4a .opus .mp3 .aac .dsf .dff";

    /// <param name="codec">alac, aac or null; only with .m4a.</param>
    /// <exception cref="UsageException">An extension that is not written, or a codec that does not go with it.</exception>
    public static MediaKind Of(string path, string? codec)
    {
        MediaKind kind;
        try
        {
            kind = OutputEncoding.KindOf(path);
        }
        catch (MediaException)
        {
            throw new UsageException($"{path}: the extension says the format, and '{Path.GetExtension(path)}' is none that is written. Use one of {Extensions}.");
        }
        if (codec is null) return kind;
        if (!path.EndsWith(".m4a", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"--codec goes with an output that ends in .m4a, not with {path}.");
        return codec == "aac" ? MediaKind.Aac : MediaKind.Alac;
    }

    /// <param name="asked">The option that asked for the samples, for the message.</param>
    /// <exception cref="UsageException">The format cannot hold it, or the options contradict each other.</exception>
    public static OutputEncoding Encoding(string path, MediaKind kind, SampleKind? samples, string? dither, double? kilobits, string asked)
    {
        var lossy = OutputEncoding.IsLossy(kind);
        if (samples is { } type && lossy) throw new UsageException($"{asked} does not go with {path}: {Name(kind)} stores no samples. Leave it out.");
        if (samples is not null && OutputEncoding.IsDsd(kind)) throw new UsageException($"{asked} does not go with {path}: {Name(kind)} stores bits. Leave it out.");
        if (samples is { } wanted && !Holds(kind).Contains(wanted))
            throw new UsageException($"{asked} does not go with {path}: {Name(kind)} holds {Values.List([.. Holds(kind).Select(MediaWords.Of)])}. Use another type, or .wav.");
        if (kilobits is not null && OutputEncoding.IsDsd(kind)) throw new UsageException($"--bit-rate does not go with {path}: {Name(kind)} has that of DSD64 or DSD128 (--dsd).");
        if (kilobits is not null && !lossy) throw new UsageException($"--bit-rate does not go with {path}: {Name(kind)} is lossless.");
        var stored = samples ?? OutputEncoding.UsualSamples(kind);
        if (dither is "tpdf" or "shaped" && stored is not (SampleKind.S16 or SampleKind.S24 or SampleKind.S32))
            throw new UsageException($"--dither {dither} goes with integer samples only; {(lossy || stored == SampleKind.Dsd ? Name(kind) : MediaWords.Of(stored))} needs none.");
        return new OutputEncoding
        {
            Kind = kind,
            Samples = stored,
            Dither = dither switch { "none" => DitherKind.None, "shaped" => DitherKind.Shaped, _ => DitherKind.Tpdf },
            BitRate = (long)Math.Round((kilobits ?? 0) * 1000),
        };
    }

    /// <summary>Refuses a rate or a number of channels that the format cannot hold. A lossy one is brought to a rate it has, unless another is asked for.</summary>
    /// <param name="asked">The rate that was asked for; null for the source's.</param>
    /// <exception cref="UsageException">It cannot.</exception>
    public static void RequireHolds(string path, MediaKind kind, AudioFormat source, SampleRate? asked = null)
    {
        var format = source with { Rate = asked ?? source.Rate };
        if (asked is { } wish && OutputEncoding.RateOf(kind, wish) is var held && held != wish)
            throw new UsageException($"{path}: {Name(kind)} does not hold {wish}. Ask for {held}, or leave --rate out.");
        var (rate, channels) = kind switch
        {
            MediaKind.Flac => (655350.0, 8),
            MediaKind.Alac => (384000.0, 8),
            MediaKind.Mp3 => (double.PositiveInfinity, 2),
            MediaKind.Aac or MediaKind.Opus => (double.PositiveInfinity, 8),
            MediaKind.Dsf or MediaKind.Dsdiff => (double.PositiveInfinity, 6),
            _ => (double.PositiveInfinity, 64),
        };
        if (format.Rate.Hz > rate) throw new UsageException($"{path}: {Name(kind)} holds at most {new SampleRate(rate)}, and the result has {format.Rate}. Use .wav or .wv.");
        if (format.Channels > channels) throw new UsageException($"{path}: {Name(kind)} holds at most {channels} channels, and the result has {format.Channels}. Use .wav.");
    }

    /// <summary>The type of the format that keeps most of the source's samples.</summary>
    public static SampleKind Nearest(MediaKind kind, SampleKind source)
    {
        if (OutputEncoding.IsLossy(kind) || OutputEncoding.IsDsd(kind)) return OutputEncoding.UsualSamples(kind);
        SampleKind[] wishes = source switch
        {
            SampleKind.U8 or SampleKind.S16 => [SampleKind.S16],
            SampleKind.S32 => [SampleKind.S32, SampleKind.S24],
            SampleKind.F32 => [SampleKind.F32, SampleKind.S24],
            SampleKind.F64 => [SampleKind.F64, SampleKind.F32, SampleKind.S24],
            _ => [SampleKind.S24],
        };
        return wishes.First(w => Holds(kind).Contains(w));
    }

    public static string Name(MediaKind kind) => kind switch
    {
        MediaKind.Wav => "WAV",
        MediaKind.Flac => "FLAC",
        MediaKind.WavPack => "WavPack",
        MediaKind.Alac => "ALAC",
        MediaKind.Opus => "Opus",
        MediaKind.Mp3 => "MP3",
        MediaKind.Dsf => "DSF",
        MediaKind.Dsdiff => "DSDIFF",
        _ => "AAC",
    };

    private static SampleKind[] Holds(MediaKind kind) => kind switch
    {
        MediaKind.Wav => [SampleKind.S16, SampleKind.S24, SampleKind.S32, SampleKind.F32, SampleKind.F64],
        MediaKind.WavPack => [SampleKind.S16, SampleKind.S24, SampleKind.S32, SampleKind.F32],
        MediaKind.Flac or MediaKind.Alac => [SampleKind.S16, SampleKind.S24],
        _ => [],
    };
}
