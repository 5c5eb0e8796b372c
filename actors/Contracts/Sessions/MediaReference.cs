using System.Text.Json.Serialization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>A medium by what it holds, and where it was seen last.</summary>
public sealed record MediaReference
{
    /// <summary>SHA-256 of the file's bytes, lower-case hexadecimal.</summary>
    public required string ContentHash { get; init; }
    /// <summary>
    /// SHA-256 of the decoded samples (interleaved f64, little-endian) where the codec is lossy: decoders may differ between machines, and
    /// samples are what a render is made from. Null for lossless files, which decode to the same samples everywhere.
    /// </summary>
    public string? PcmHash { get; init; }
    /// <summary>Absolute.</summary>
    public required string Path { get; init; }
    [JsonPropertyName("rate_hz")]
    public required SampleRate Rate { get; init; }
    public required int Channels { get; init; }
    /// <summary>Speakers, as in <see cref="AudioFormat"/>.</summary>
    public required ulong ChannelMask { get; init; }
    public required FrameCount Frames { get; init; }
    public required SampleKind Samples { get; init; }

    public AudioFormat Format => new(Rate, Channels, ChannelMask);
}
