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

    /// <summary>Takes in what another meter heard, so that this one reads the whole of both: an album from its tracks. Rates and channels may
    /// differ.</summary>
    /// <exception cref="ArgumentException">It is this one, or stands on another engine.</exception>
    void Merge(ILoudnessMeter other);
}

/// <summary>Options of a meter.</summary>
/// <param name="TruePeakOversampling">0 measures none; 4, 8, 16 or 32.</param>
public sealed record MeterOptions(int TruePeakOversampling = 16);

/// <summary>What a sound analysis is to measure beyond the usual.</summary>
public sealed record SoundOptions
{
    public static readonly SoundOptions Default = new();
    /// <summary>0 measures no true peak (it then reads as the sample peak); 4, 8, 16 or 32.</summary>
    public int TruePeakOversampling { get; init; } = 16;
    /// <summary>The fundamental frequency as well, at about half of the cost of everything else.</summary>
    public bool WithF0 { get; init; }
}

/// <summary>The one-pass analysis of a stream, at its own rate and channels; memory does not grow with its length. One thread at a time.</summary>
public interface ISoundAnalyser : IDisposable
{
    /// <exception cref="Decode.MediaException">NotFinite.</exception>
    void Add(AudioBlock block);

    /// <summary>The profile of all that was added. No Add afterwards. Of too short or silent a signal the statistics are empty
    /// (negative infinity, NaN percentiles), see <see cref="SignalDefects.IsSilent"/>.</summary>
    /// <param name="name">Becomes the profile's <see cref="SourceFacts.Name"/>.</param>
    SoundProfile Finish(string name);
}

/// <summary>Shares and counts of 10 ms frames with an artifact in the render that the target does not have there.</summary>
/// <param name="Frames">Whole frames compared.</param>
/// <param name="Any">Frames with an artifact of any kind.</param>
/// <param name="Clipped">At least 3 full-scale samples in a row.</param>
/// <param name="Steps">A step from sample to sample above 6 times the RMS of the steps around.</param>
/// <param name="Jumps">A change of level above 3 dB against the frame before, where the target's is below 1 dB.</param>
public sealed record ArtifactReading(long Frames, long Any, long Clipped, long Steps, long Jumps)
{
    /// <summary>artifacts_rate, 0 to 1.</summary>
    public double Rate => Frames == 0 ? 0 : (double)Any / Frames;
}

/// <summary>Compares a render with its target, side by side and aligned. One thread at a time.</summary>
public interface IArtifactMeter : IDisposable
{
    /// <summary>The same frames of both.</summary>
    void Add(AudioBlock target, AudioBlock render);
    ArtifactReading Read();
}

/// <summary>Makes meters and analysers. Thread-safe.</summary>
public interface IAnalyse
{
    ILoudnessMeter Loudness(AudioFormat format, MeterOptions options);

    ISoundAnalyser Sound(AudioFormat format, SoundOptions options);

    IArtifactMeter Artifacts(AudioFormat format);
}
