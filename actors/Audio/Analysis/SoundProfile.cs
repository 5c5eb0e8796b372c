using System.Collections.Immutable;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Analysis;

/// <summary>
/// What a piece of music sounds like, as time-pooled statistics: everything that matching, metrics and reports read.
/// Loudness, peaks, crest, DC and clipping are measured at the file's own rate; everything else at 48 kHz. Mid is (L+R)/√2 and side
/// (L−R)/√2 of the stereo pair, so that mid power + side power = left power + right power; mono counts as L = R; more channels are
/// folded to a pair first (L + C/√2 + surround left/√2, likewise right, no LFE). Powers are mean squares, full scale 1.0.
/// </summary>
public sealed record SoundProfile
{
    /// <summary>Rate at which the spectra, bands, envelopes and the reverberation are measured.</summary>
    public static readonly SampleRate AnalysisRate = new(48000);

    public required SourceFacts Source { get; init; }
    /// <summary>FFT sizes 512, 2048 and 8192, in this order.</summary>
    public required ImmutableArray<LongTermSpectrum> Spectra { get; init; }
    /// <summary>Level in dB of 93 ms frames (the mean of the 2048 spectra in them) in the sixth octaves 1000 · 2^(k/6) Hz, k = −30…24.</summary>
    public required ImmutableArray<BandStatistic> SixthOctaves { get; init; }
    public required MelProfile Mel { get; init; }
    public required LoudnessProfile Loudness { get; init; }
    public required DynamicsProfile Dynamics { get; init; }
    public required StereoProfile Stereo { get; init; }
    public required ReverbEstimate Reverb { get; init; }
    /// <summary>Null unless it was asked for.</summary>
    public PitchTrack? F0 { get; init; }
    /// <summary>Where the long-term spectrum falls off a cliff (a lossy codec's low-pass, a low-rate source), at most 24 kHz.</summary>
    public required Hertz Bandwidth { get; init; }
    /// <summary>Level (mean square of mid + side in the band) that each third octave does not fall below in 95 % of the active 93 ms frames.</summary>
    public required ImmutableArray<BandLevel> NoiseFloor { get; init; }
    public required SignalDefects Defects { get; init; }

    public LongTermSpectrum Spectrum(int size)
    {
        foreach (var s in Spectra)
            if (s.Size == size) return s;
        throw new ArgumentOutOfRangeException(nameof(size), size, "The profile has spectra of 512, 2048 and 8192.");
    }
}

/// <summary>Where a profile comes from.</summary>
/// <param name="Name">File name, or what the user called a curve; may be empty.</param>
/// <param name="Channels">0 for a mixture of several.</param>
public sealed record SourceFacts(string Name, SampleRate Rate, int Channels, Seconds Duration);

/// <summary>
/// Mean power spectrum over the active frames (Hann, hop size/4, grid anchored to frame 0; a frame is active when its mean square over
/// both channels is above −70 dBFS). Scaled by 8/size², so that a sine shows its own power A²/2 at its bin.
/// </summary>
/// <param name="Size">FFT size.</param>
/// <param name="Mid">Size/2+1 mean powers.</param>
/// <param name="Side">Size/2+1 mean powers.</param>
/// <param name="Cross">Mean of Re(mid · conj side), Size/2+1; with it left = (mid+side)/2 + cross, right = (mid+side)/2 − cross.</param>
public sealed record LongTermSpectrum(int Size, ImmutableArray<double> Mid, ImmutableArray<double> Side, ImmutableArray<double> Cross)
{
    public Hertz BinWidth => new(SoundProfile.AnalysisRate.Hz / Size);
}

/// <summary>A level in a band.</summary>
public readonly record struct BandLevel(Hertz Centre, Decibels Level);

/// <summary>Mean and standard deviation of a band's level in dB over time.</summary>
public readonly record struct BandStatistic(Hertz Centre, Decibels Mean, double DeviationDb);

/// <summary>
/// 64 mel bands (HTK: mel = 2595 log10(1 + f/700); triangles of height 1 over bins, edges spaced evenly in mel from 30 to 16000 Hz) of the
/// 2048 frames, mid + side.
/// </summary>
public sealed record MelProfile
{
    public const int BandCount = 64;
    /// <summary>Peak frequency of each triangle.</summary>
    public required ImmutableArray<Hertz> Centres { get; init; }
    /// <summary>Mean power of mid + side over active frames.</summary>
    public required ImmutableArray<double> Power { get; init; }
    /// <summary>For each band the distribution of its level (mid + side) in frames of 4464 samples, 93 ms, all frames, floor −100 dB.</summary>
    public required ImmutableArray<LevelHistogram> Levels { get; init; }
    /// <summary>The same of the side alone.</summary>
    public required ImmutableArray<LevelHistogram> SideLevels { get; init; }
}

/// <summary>Loudness with its course over time. Silence reads negative infinity.</summary>
public sealed record LoudnessProfile
{
    public required LoudnessReading Reading { get; init; }
    /// <summary>Short-term loudness, every 100 ms once 3 s are heard, 0.1 LU, from −100.</summary>
    public required LevelHistogram ShortTerm { get; init; }
    public required LevelHistogram Momentary { get; init; }
    /// <summary>Step of the two series; 100 ms, doubled until at most 10,000 points remain (a point is then the greatest of its span).</summary>
    public required Seconds SeriesStep { get; init; }
    public required ImmutableArray<float> MomentarySeries { get; init; }
    public required ImmutableArray<float> ShortTermSeries { get; init; }
}

/// <summary>How the level moves.</summary>
public sealed record DynamicsProfile
{
    /// <summary>Mean square over all channels and the whole length, without the DC offset.</summary>
    public required Decibels Rms { get; init; }
    /// <summary>Sample peak − RMS, both without the DC offset.</summary>
    public required Decibels Crest { get; init; }
    /// <summary>True peak, without the DC offset, − integrated loudness.</summary>
    public required Decibels PeakToLoudness { get; init; }
    /// <summary>Distribution of the RMS level (mean square of the pair) in windows of 10, 50 and 400 ms, side by side; 0.25 dB from −100.</summary>
    public required LevelHistogram Rms10Ms { get; init; }
    public required LevelHistogram Rms50Ms { get; init; }
    public required LevelHistogram Rms400Ms { get; init; }
    /// <summary>Distribution of peak − RMS of each window above −70 dBFS; 0.1 dB from 0.</summary>
    public required LevelHistogram Crest50Ms { get; init; }
    public required LevelHistogram Crest400Ms { get; init; }
}

/// <summary>Width and coherence of the stereo pair.</summary>
public sealed record StereoProfile
{
    /// <summary>Mean square of mid and of side over the whole length, without the DC offset.</summary>
    public required double MidPower { get; init; }
    public required double SidePower { get; init; }
    /// <summary>Side/mid energy ratio, clamped to −40…+20 dB.</summary>
    public required Decibels Width { get; init; }
    /// <summary>The bands below 200, 200–1000, 1000–5000 and above 5000 Hz.</summary>
    public required ImmutableArray<StereoBand> Bands { get; init; }
    /// <summary>Third octaves around 1000 · 2^(k/3) Hz, k = −16…13: 25 Hz to 20 kHz.</summary>
    public required ImmutableArray<StereoBand> ThirdOctaves { get; init; }
    /// <summary>Correlation of left and right over the whole length, −1…1; 0 for silence.</summary>
    public required double Correlation { get; init; }
    /// <summary>One channel, or a side below −60 dB of the mid.</summary>
    public required bool IsMono { get; init; }
    /// <summary>The pair cancels in mono: correlation below −0.9.</summary>
    public required bool IsAntiPhase { get; init; }
}

/// <summary>Stereo facts of a band.</summary>
/// <param name="Low">Lower edge.</param>
/// <param name="High">Upper edge.</param>
/// <param name="Width">Side/mid energy ratio over active frames, clamped to −40…+20 dB.</param>
/// <param name="Coherence">|mean cross power of left and right (real part)| over the geometric mean of their powers, 0…1.</param>
public readonly record struct StereoBand(Hertz Low, Hertz High, Decibels Width, double Coherence);

/// <summary>Blind estimate of reverberation from the decays after offsets.</summary>
/// <param name="Rt60">Null where no decay is clear enough.</param>
/// <param name="DecayDb">Mean decay in dB (0 at its start) every <paramref name="DecayStep"/>; empty with a null Rt60.</param>
public sealed record ReverbEstimate(Seconds? Rt60, Seconds DecayStep, ImmutableArray<float> DecayDb);

/// <summary>Fundamental frequency of the mid by YIN (de Cheveigné and Kawahara 2002), 100 values a second.</summary>
/// <param name="Values">Hz; 0 where unvoiced.</param>
/// <param name="Confidence">1 − the normalised difference at the chosen lag, 0…1, for each value.</param>
public sealed record PitchTrack(ImmutableArray<float> Values, ImmutableArray<float> Confidence)
{
    public const int ValuesPerSecond = 100;
}

/// <summary>What is wrong with the samples themselves.</summary>
/// <param name="ClippedRuns">Runs of at least 3 successive samples of one channel at or above full scale (1 − 2^−15).</param>
/// <param name="DcOffset">Mean of each channel.</param>
/// <param name="IsSilent">No 400 ms of it is above −70 LUFS.</param>
public sealed record SignalDefects(long ClippedRuns, ImmutableArray<double> DcOffset, bool IsSilent);
