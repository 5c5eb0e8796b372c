using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Output;

/// <summary>File formats that can be written.</summary>
public enum MediaKind
{
    Wav,
    Flac,
    WavPack,
    /// <summary>In MP4.</summary>
    Alac,
    Opus,
    Mp3,
    /// <summary>In MP4; under a name that ends with .aac a bare ADTS stream, which carries no tags and no exact length.</summary>
    Aac,
    /// <summary>One-bit DSD, modulated from PCM whose rate is a power of two below the bit rate. 1.0 is full modulation, of which 0.73 can be held.</summary>
    Dsf,
    /// <summary>As Dsf; the other container.</summary>
    Dsdiff,
}

/// <summary>How a file is written.</summary>
public sealed record WriterOptions
{
    public required MediaKind Kind { get; init; }
    public required AudioFormat Format { get; init; }
    /// <summary>Stored sample type: WAV takes all of S16, S24, S32, F32, F64; FLAC, ALAC S16, S24; WavPack S16, S24, S32, F32; lossy kinds Lossy; DSF and DSDIFF Dsd.</summary>
    public required SampleKind Samples { get; init; }
    /// <summary>Bits per second of a lossy kind; 0 takes the kind's default (Opus 80k and AAC 128k a channel, MP3 LAME's variable-rate V0). Of DSD the bits of one channel; 0: DSD64.</summary>
    public long BitRate { get; init; }
    public MediaTags Tags { get; init; } = MediaTags.None;
    /// <summary>Of DSF and DSDIFF: a DSD file of the same bit rate and channels whose bits are taken as they stand; the blocks are only counted.</summary>
    public string? BitsOf { get; init; }
}

/// <summary>
/// A file being written. It has its own name only after <see cref="Commit"/>: until then the bytes stand beside it under a temporary
/// name, and Dispose without Commit removes them.
/// </summary>
public interface IMediaWriter : IDisposable
{
    /// <summary>Appends the block. Values outside ±1 are clipped by integer and lossy kinds. Integer kinds round to nearest; a signal
    /// already on the grid (after dither, or from a file of that depth) is stored exactly.</summary>
    /// <exception cref="MediaException">Io, NoSpace, NotFinite.</exception>
    void Write(AudioBlock block);

    /// <summary>Ends the stream, forces it to disk and gives it its name.</summary>
    void Commit();

    /// <summary>Ends the stream and keeps it under the temporary name, so that it can be read back before it is committed. No Write afterwards.</summary>
    string Finish();
}

/// <summary>Creates files. Thread-safe.</summary>
public interface IOutput
{
    /// <exception cref="MediaException">Unsupported (sample type, rate or channel count the kind cannot hold), NotFound (no such folder, or it
    /// may not be written), Io, NoSpace.</exception>
    IMediaWriter Create(string path, WriterOptions options);
}
