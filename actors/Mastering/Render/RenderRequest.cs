using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>One file through one sound.</summary>
public sealed record RenderRequest
{
    public required string Input { get; init; }
    /// <summary>May be the input: the old file stays whole until the new one is.</summary>
    public required string Output { get; init; }
    /// <summary>A preset. Exactly one of this and <see cref="Chain"/>.</summary>
    public StyleParams? Style { get; init; }
    /// <summary>Processors in order; at most one <see cref="ResampleSpec"/>.</summary>
    public IReadOnlyList<ProcessorSpec>? Chain { get; init; }
    /// <summary>Integrated loudness the render is to have, with <see cref="Chain"/>: the gain ahead of its last limiter is trimmed to it. A preset has its own.</summary>
    public Lufs? Loudness { get; init; }
    /// <summary>Null keeps the input's own rate.</summary>
    public SampleRate? Rate { get; init; }
    /// <summary>How the rate is converted, where it is.</summary>
    public ResampleQuality Quality { get; init; } = ResampleQuality.High;
    public OutputEncoding Encoding { get; init; } = new();
    /// <summary>Most true peak of the written file; null takes the limiter's ceiling, or does not verify where there is no limiter.</summary>
    public Decibels? Ceiling { get; init; }
    /// <summary>Also measure the render as analysis does (the result's profile).</summary>
    public bool Analyse { get; init; }
    /// <summary>Frames of a block, 1 to 65536. The samples do not depend on it.</summary>
    public int BlockFrames { get; init; } = 8192;
    /// <summary>Threads to use, at least 1. The samples do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
