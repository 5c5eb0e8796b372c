using System.Collections.Immutable;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Analysis;

/// <summary>
/// What an analyser measured, before anything is concluded from it; <see cref="ToProfile"/> concludes. Units and definitions are those of
/// <see cref="SoundProfile"/>.
/// </summary>
public sealed record SoundStatistics
{
    public static readonly ImmutableArray<int> FftSizes = [512, 2048, 8192];
    /// <summary>First third octave is at 1000 · 2^(−16/3) Hz, first sixth octave at 1000 · 2^(−30/6) Hz.</summary>
    private const int FirstThird = -16, FirstSixth = -30;

    public required SourceFacts Source { get; init; }
    public required LoudnessReading Reading { get; init; }
    /// <summary>Over all channels at the source's rate.</summary>
    public required double MeanSquare { get; init; }
    public required double MidPower { get; init; }
    public required double SidePower { get; init; }
    /// <summary>Mean of mid · side.</summary>
    public required double CrossPower { get; init; }
    public required ImmutableArray<LongTermSpectrum> Spectra { get; init; }
    public required ImmutableArray<double> SixthMeans { get; init; }
    public required ImmutableArray<double> SixthDeviations { get; init; }
    /// <summary>Distribution of each third octave's level in active frames of 93 ms.</summary>
    public required ImmutableArray<LevelHistogram> ThirdLevels { get; init; }
    public required MelProfile Mel { get; init; }
    public required LevelHistogram ShortTerm { get; init; }
    public required LevelHistogram Momentary { get; init; }
    public required Seconds SeriesStep { get; init; }
    public required ImmutableArray<float> MomentarySeries { get; init; }
    public required ImmutableArray<float> ShortTermSeries { get; init; }
    /// <summary>Windows of 10, 50, 400 ms.</summary>
    public required ImmutableArray<LevelHistogram> RmsLevels { get; init; }
    /// <summary>Windows of 50, 400 ms.</summary>
    public required ImmutableArray<LevelHistogram> CrestLevels { get; init; }
    public required long ClippedRuns { get; init; }
    public required ImmutableArray<double> DcOffset { get; init; }
    /// <summary>Greatest distance of a sample from its channel's mean, by channel: the sample peak of the sound without its DC.</summary>
    public required ImmutableArray<double> Swing { get; init; }
    public required ReverbEstimate Reverb { get; init; }
    public PitchTrack? F0 { get; init; }

    /// <summary>Levels in dB: bins of 0.25 from −100.</summary>
    public static LevelHistogram Level(ImmutableArray<double> counts) => new(-100, 0.25, counts);

    /// <summary>Peak − RMS in dB: bins of 0.1 from 0.</summary>
    public static LevelHistogram CrestLevel(ImmutableArray<double> counts) => new(0, 0.1, counts);

    /// <summary>LUFS: bins of 0.1 from −100.</summary>
    public static LevelHistogram LoudnessLevel(ImmutableArray<double> counts) => new(-100, 0.1, counts);

    public SoundProfile ToProfile()
    {
        var offset = 0.0;
        foreach (var dc in DcOffset) offset += dc * dc / DcOffset.Length;
        var rms = Decibels.FromPower(Math.Max(MeanSquare - offset, 0));
        // DC is no sound: it does not count as a peak either. What stands between samples stands on both sides of them alike.
        var swing = Swing.IsEmpty ? 0 : Swing.Max();
        var truePeak = Decibels.FromAmplitude(Math.Max(Reading.TruePeak.Amplitude - Reading.SamplePeak.Amplitude, 0) + swing);
        var nyquist = Math.Min(Source.Rate.Hz, SoundProfile.AnalysisRate.Hz) / 2;
        return new SoundProfile
        {
            Source = Source,
            Spectra = Spectra,
            SixthOctaves = [.. SixthMeans.Select((mean, i) =>
                new BandStatistic(Octave(6, FirstSixth + i), new Decibels(mean), SixthDeviations[i]))],
            Mel = Mel,
            Loudness = new LoudnessProfile
            {
                Reading = Reading,
                ShortTerm = ShortTerm,
                Momentary = Momentary,
                SeriesStep = SeriesStep,
                MomentarySeries = MomentarySeries,
                ShortTermSeries = ShortTermSeries,
            },
            Dynamics = new DynamicsProfile
            {
                Rms = rms,
                Crest = Decibels.FromAmplitude(swing) - rms,
                PeakToLoudness = new Decibels(truePeak.Value - Reading.Integrated.Value),
                Rms10Ms = RmsLevels[0],
                Rms50Ms = RmsLevels[1],
                Rms400Ms = RmsLevels[2],
                Crest50Ms = CrestLevels[0],
                Crest400Ms = CrestLevels[1],
            },
            Stereo = StereoWidth.Of(this),
            Reverb = Reverb,
            F0 = F0,
            Bandwidth = SpectralCliff.Find(Spectra[^1], new Hertz(nyquist)),
            NoiseFloor = [.. ThirdLevels.Select((levels, i) =>
                new BandLevel(Octave(3, FirstThird + i), new Decibels(levels.Total > 0 ? levels.Percentile(0.05) : double.NegativeInfinity)))],
            Defects = new SignalDefects(ClippedRuns, DcOffset, double.IsNegativeInfinity(Reading.Integrated.Value)),
        };
    }

    private static Hertz Octave(int fraction, int step) => new(1000 * Math.Pow(2, (double)step / fraction));
}
