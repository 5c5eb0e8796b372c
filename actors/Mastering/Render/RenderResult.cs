using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>What was written and what was measured on it.</summary>
public sealed record RenderResult
{
    public required string Output { get; init; }
    public required AudioFormat Format { get; init; }
    /// <summary>As asked for, with the kind and the sample type that were taken.</summary>
    public required OutputEncoding Encoding { get; init; }
    public required FrameCount Length { get; init; }
    /// <summary>SHA-256, lower-case hexadecimal, of the interleaved output samples before the container: little-endian, of the
    /// stored type and width (24 bit: three bytes); f64 for lossy kinds.</summary>
    public required string Hash { get; init; }
    /// <summary>Of the written samples; of the decoded file for lossy kinds.</summary>
    public required LoudnessReading Loudness { get; init; }
    /// <summary>True peak of the written file, by a 32-times meter.</summary>
    public required Decibels TruePeak { get; init; }
    /// <summary>True when the true peak is at most the ceiling + 0.005 dB, or no ceiling was asked for.</summary>
    public required bool CeilingHeld { get; init; }
    /// <summary>How often the file was rendered, 1 to 4.</summary>
    public required int Passes { get; init; }
    /// <summary>Gain the renderer added to the preset's to reach its loudness.</summary>
    public required Decibels GainTrim { get; init; }
    /// <summary>What the limiter's ceiling was lowered by so that the written file keeps the ceiling.</summary>
    public required Decibels CeilingTrim { get; init; }
    /// <summary>The limiter's and the compressors' gains over time.</summary>
    public required IReadOnlyList<GainCurve> GainCurves { get; init; }
    /// <summary>Share of 10 ms frames with more than 0.1 dB of limiting; 0 without a limiter.</summary>
    public required double LimiterRate { get; init; }
    /// <summary>95th percentile of the limiter's reduction over 10 ms frames, ≥ 0.</summary>
    public required Decibels LimiterReductionP95 { get; init; }
    /// <summary>The render as analysis sees it; null unless it was asked for.</summary>
    public SoundProfile? Profile { get; init; }
    public required EngineVersions Versions { get; init; }
    /// <summary>Processor time of this process during the render.</summary>
    public required Seconds Cpu { get; init; }
    public required Seconds Elapsed { get; init; }
    /// <summary>Plain words on what did not go as asked.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The gain of a dynamics stage over time.</summary>
/// <param name="Stage">"compressor", "multiband" (of its bands the gain farthest from 0 dB), "rider" or "limiter".</param>
/// <param name="Step">Between two points; 10 ms times a power of two, so that at most 2,000 points remain.</param>
/// <param name="GainDb">Of each span the gain farthest from 0 dB.</param>
public sealed record GainCurve(string Stage, Seconds Step, IReadOnlyList<float> GainDb);
