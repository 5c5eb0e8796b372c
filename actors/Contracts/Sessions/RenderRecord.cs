using System.Text.Json.Serialization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>A render that was made, with all that a repetition needs and all that says whether the two can be compared.</summary>
public sealed record RenderRecord
{
    /// <summary>Sequence number of the last event that the render knew of.</summary>
    public required long OfSequence { get; init; }
    /// <summary>Absolute.</summary>
    public required string Output { get; init; }
    /// <summary>SHA-256 of the interleaved output samples before the container, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
    /// <summary>SHA-256 of the plan it was rendered from (<see cref="RenderPlanJson.Hash"/>).</summary>
    public required string PlanHash { get; init; }
    [JsonPropertyName("rate_hz")]
    public required SampleRate Rate { get; init; }
    public required int Channels { get; init; }
    public required FrameCount Frames { get; init; }
    public required MediaKind Kind { get; init; }
    public required SampleKind Samples { get; init; }
    public required DitherKind Dither { get; init; }
    public required ulong DitherSeed { get; init; }
    /// <summary>Bits per second of a lossy kind; 0 for its default.</summary>
    public required long BitRate { get; init; }
    public required string Engine { get; init; }
    /// <summary>Samples are equal within a class: "x86-64-v3".</summary>
    public required string IsaClass { get; init; }
    public required string Codec { get; init; }
    public required string Resampler { get; init; }
    public required string Pitch { get; init; }
    /// <summary>Of the written samples; null for silence.</summary>
    [JsonPropertyName("loudness_lufs")]
    public Lufs? Loudness { get; init; }
    /// <summary>Of the written samples; null for silence.</summary>
    [JsonPropertyName("true_peak_db")]
    public Decibels? TruePeak { get; init; }
}
