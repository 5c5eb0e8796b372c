using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>How a render is stored.</summary>
public sealed record OutputEncoding
{
    /// <summary>Null takes the kind of the output's extension.</summary>
    public MediaKind? Kind { get; init; }
    /// <summary>Null takes 24 bit, Lossy for a lossy kind, Dsd for DSF and DSDIFF.</summary>
    public SampleKind? Samples { get; init; }
    /// <summary>Applied where the stored type is an integer and a processor or a change of rate came before it; samples that pass
    /// untouched are not dithered.</summary>
    public DitherKind Dither { get; init; } = DitherKind.Tpdf;
    public ulong DitherSeed { get; init; } = 0x4E54_5354_5544_494F;
    /// <summary>Bits per second of a lossy kind; 0 takes the kind's default.</summary>
    public long BitRate { get; init; }

    /// <summary>The kind that the extension of a path names.</summary>
    /// <exception cref="MediaException">Unsupported: no kind has this extension.</exception>
    public static MediaKind KindOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".WAV" or ".WAVE" or ".W64" or ".RF64" => MediaKind.Wav,
        ".FLAC" => MediaKind.Flac,
        ".WV" => MediaKind.WavPack,
        ".M4A" or ".ALAC" => MediaKind.Alac,
        ".OPUS" => MediaKind.Opus,
        ".MP3" => MediaKind.Mp3,
        ".AAC" or ".MP4" => MediaKind.Aac,
        ".DSF" => MediaKind.Dsf,
        ".DFF" => MediaKind.Dsdiff,
        var other => throw new MediaException(
            MediaFault.Unsupported, $"{path}: nothing is written with the extension \"{other.ToLowerInvariant()}\". Use wav, flac, wv, m4a, opus, mp3, aac, dsf or dff."),
    };

    /// <summary>True for kinds that do not keep the samples.</summary>
    public static bool IsLossy(MediaKind kind) => kind is MediaKind.Opus or MediaKind.Mp3 or MediaKind.Aac;

    /// <summary>True for one-bit kinds.</summary>
    public static bool IsDsd(MediaKind kind) => kind is MediaKind.Dsf or MediaKind.Dsdiff;

    /// <summary>What a kind stores where nothing is asked for.</summary>
    public static SampleKind UsualSamples(MediaKind kind) => IsLossy(kind) ? SampleKind.Lossy : IsDsd(kind) ? SampleKind.Dsd : SampleKind.S24;

    /// <summary>
    /// The rate a file of a kind has when samples of a rate are written to it: that rate, except where a lossy codec lacks it. Then it is the
    /// next above, or for a rate above all of them the highest, of the same family (44.1 or 48 kHz) where it has one. DSD is modulated from
    /// the next rate of 44.1 kHz's family.
    /// </summary>
    public static SampleRate RateOf(MediaKind kind, SampleRate rate)
    {
        if (IsDsd(kind)) return new SampleRate(new[] { 44100.0, 88200, 176400 }.FirstOrDefault(h => h >= rate.Hz, 352800));
        double[] held = kind switch
        {
            MediaKind.Opus => [8000, 12000, 16000, 24000, 48000],
            MediaKind.Mp3 => [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000],
            MediaKind.Aac => [7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000],
            _ => [],
        };
        if (held.Length == 0 || Array.IndexOf(held, rate.Hz) >= 0) return rate;
        // Every Opus file is decoded at 48 kHz.
        if (rate.Hz < held[^1] && kind != MediaKind.Opus) return new SampleRate(held.First(h => h > rate.Hz));
        var related = held.LastOrDefault(h => h >= 44100 && rate.Hz % h == 0);
        return new SampleRate(related > 0 ? related : held[^1]);
    }
}
