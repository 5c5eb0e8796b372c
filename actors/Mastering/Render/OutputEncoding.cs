using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;

namespace NTWorkstation.Mastering.Render;

/// <summary>How a render is stored.</summary>
public sealed record OutputEncoding
{
    /// <summary>Null takes the kind of the output's extension.</summary>
    public MediaKind? Kind { get; init; }
    /// <summary>Null takes 24 bit, or Lossy for a lossy kind.</summary>
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
        var other => throw new MediaException(
            MediaFault.Unsupported, $"{path}: nothing is written with the extension \"{other.ToLowerInvariant()}\". Use wav, flac, wv, m4a, opus, mp3 or aac."),
    };

    /// <summary>True for kinds that do not keep the samples.</summary>
    public static bool IsLossy(MediaKind kind) => kind is MediaKind.Opus or MediaKind.Mp3 or MediaKind.Aac;
}
