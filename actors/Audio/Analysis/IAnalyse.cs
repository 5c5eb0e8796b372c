using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Analysis;

/// <summary>What a loudness meter read. ITU-R BS.1770-4, EBU Tech 3341 and 3342.</summary>
public sealed record LoudnessReading
{
    public required Lufs Integrated { get; init; }
    public required Lufs MomentaryMax { get; init; }
    public required Lufs ShortTermMax { get; init; }
    /// <summary>Loudness range in LU.</summary>
    public required double Range { get; init; }
    public required Decibels TruePeak { get; init; }
    public required Decibels SamplePeak { get; init; }
}

/// <summary>A running loudness and true-peak meter. One thread at a time.</summary>
public interface ILoudnessMeter : IDisposable
{
    void Add(AudioBlock block);
    LoudnessReading Read();
}

/// <summary>Options of a meter.</summary>
/// <param name="TruePeakOversampling">0 measures none; 4 to 32.</param>
public sealed record MeterOptions(int TruePeakOversampling = 16);

/// <summary>Makes meters. Thread-safe.</summary>
public interface IAnalyse
{
    ILoudnessMeter Loudness(AudioFormat format, MeterOptions options);
}
