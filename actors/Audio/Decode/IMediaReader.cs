using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>Kind of the samples a file stores.</summary>
public enum SampleKind
{
    S16,
    S24,
    S32,
    F32,
    F64,
    /// <summary>A lossy codec: there is no stored sample type.</summary>
    Lossy,
    /// <summary>One-bit DSD, read as PCM.</summary>
    Dsd,
    U8,
}

/// <summary>What a file is.</summary>
public sealed record MediaInfo
{
    public required AudioFormat Format { get; init; }
    /// <summary>Exact number of frames after delay and padding are removed, or null where the format does not say.</summary>
    public required FrameCount? Length { get; init; }
    /// <summary>The length, or roughly so where it is not stated (from the bit rate): for progress, not for arithmetic. Null where nothing is known.</summary>
    public FrameCount? Estimate { get; init; }
    public required SampleKind Samples { get; init; }
    /// <summary>Container and codec, short names: "flac", "mp4".</summary>
    public required string Container { get; init; }
    public required string Codec { get; init; }
    /// <summary>Bits per second of the stream, 0 where unknown.</summary>
    public required long BitRate { get; init; }
    public required MediaTags Tags { get; init; }
    /// <summary>Bits per second of each channel where it is DSD whose bits can be read as they are (<see cref="IDecode.OpenBits"/>); else null.</summary>
    public SampleRate? DsdRate { get; init; }
}

/// <summary>What a file says about itself. Keys are lower-case (title, artist, album, track, lyrics …), in file order.</summary>
public sealed record MediaTags
{
    public static readonly MediaTags None = new();
    public IReadOnlyList<KeyValuePair<string, string>> Entries { get; init; } = [];
    /// <summary>The front cover as it is stored, or null.</summary>
    public ReadOnlyMemory<byte>? Cover { get; init; }
    public string? CoverMimeType { get; init; }
    public string? Lyrics { get; init; }
    public string? this[string key] => Entries.FirstOrDefault(e => string.Equals(e.Key, key, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>An open file that delivers planar f64. One thread at a time.</summary>
public interface IMediaReader : IDisposable
{
    /// <summary>Of a chained Ogg stream the tags change while it is read: they are those of the part that was read last.</summary>
    MediaInfo Info { get; }

    /// <summary>Fills the block (its channel count must be the format's) to its capacity, with fewer frames only at the end, and sets its Frames;
    /// 0 is the end. A damaged packet becomes silence of its length.</summary>
    /// <exception cref="MediaException">Malformed, Io, NotFinite.</exception>
    int Read(AudioBlock block);

    /// <summary>The next Read starts exactly at this frame; past the end it reads 0 frames.</summary>
    /// <exception cref="MediaException">Unsupported where the medium cannot seek, Io.</exception>
    void Seek(FrameCount position);

    /// <summary>Damaged packets that were passed over so far.</summary>
    long DamagedPackets { get; }
}

/// <summary>Opens files. Thread-safe.</summary>
public interface IDecode
{
    /// <exception cref="MediaException">NotFound, Malformed, Unsupported, Limit, Io.</exception>
    IMediaReader Open(string path);

    /// <summary>The same for samples that are wanted at a rate. It matters for DSD, which has no rate of PCM: it is read at the lowest of its rates that is not below.</summary>
    /// <exception cref="MediaException">NotFound, Malformed, Unsupported, Limit, Io.</exception>
    IMediaReader Open(string path, SampleRate wanted) => Open(path);

    /// <summary>The bits of a DSF or DSDIFF file.</summary>
    /// <exception cref="MediaException">NotFound, Malformed, Limit, Io; Unsupported: another kind of file, or one compressed with DST.</exception>
    IBitReader OpenBits(string path) => throw new MediaException(MediaFault.Unsupported, $"{path}: nothing reads bits here.");

    /// <summary>Opens bytes as a file that holds them is opened. What the bytes throw comes out of the call that wanted them.</summary>
    /// <param name="bytes">Read by whoever opens and reads, not disposed of.</param>
    /// <param name="name">Begins messages.</param>
    /// <param name="hint">The ending of a file's name such as "mp3", where the bytes do not say what they are; null: none.</param>
    /// <param name="wanted">As for files.</param>
    /// <exception cref="MediaException">NotFound, Malformed, Unsupported, Limit, Io.</exception>
    IMediaReader Open(IByteSource bytes, string name, string? hint = null, SampleRate? wanted = null) =>
        throw new MediaException(MediaFault.Unsupported, $"{name}: only files are read here.");
}
