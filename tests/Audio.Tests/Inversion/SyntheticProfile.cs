using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Tests.Inversion;

/// <summary>
/// A consistent profile made from curves: pink-like music of one band-wise level distribution, changed by gains that a test chooses.
/// </summary>
internal sealed record SyntheticProfile
{
    /// <summary>Added to the mid and side level in dB at a frequency.</summary>
    public Func<double, double> MidDb { get; init; } = _ => 0;
    public Func<double, double> SideDb { get; init; } = _ => -10;
    /// <summary>Standard deviation of every band's level over time, dB.</summary>
    public Func<double, double> Spread { get; init; } = _ => 6;
    public double Lufs { get; init; } = -16;
    public double TruePeak { get; init; } = -2;
    public double Range { get; init; } = 5;
    public double Bandwidth { get; init; } = 20000;
    public double Rate { get; init; } = 48000;
    public double PeakLevel95 { get; init; } = -6;
    /// <summary>Peak over RMS in every window, dB.</summary>
    public double Crest { get; init; } = 10;
    public bool Mono { get; init; }
    public bool Silent { get; init; }
    public double NoiseFloorBelowMeanDb { get; init; } = 20;

    public SoundProfile Build()
    {
        var spectra = new[] { 512, 2048, 8192 }.Select(Spectrum).ToImmutableArray();
        var centres = MelCentres();
        var mel = centres.Select(f => Math.Pow(10, Density(f) / 10) * 40).ToImmutableArray();
        var levels = centres.Select((f, i) => Normal(10 * Math.Log10(mel[i]) - 0.115 * Spread(f) * Spread(f), Spread(f))).ToImmutableArray();
        var side = spectra[2].Side.Sum() / Math.Max(spectra[2].Mid.Sum(), 1e-30);
        var thirds = Enumerable.Range(0, 30).Select(i => 25 * Math.Pow(2, i / 3.0)).Where(f => f < 20000).ToArray();
        return new SoundProfile
        {
            Source = new SourceFacts("synthetic", new SampleRate(Rate), Mono ? 1 : 2, new Seconds(60)),
            Spectra = spectra,
            SixthOctaves = [],
            Mel = new MelProfile { Centres = [.. centres.Select(f => new Hertz(f))], Power = mel, Levels = levels, SideLevels = levels },
            Loudness = new LoudnessProfile
            {
                Reading = new LoudnessReading
                {
                    Integrated = new Lufs(Silent ? double.NegativeInfinity : Lufs),
                    MomentaryMax = new Lufs(Lufs + 5),
                    ShortTermMax = new Lufs(Lufs + 3),
                    Range = Range,
                    TruePeak = new Decibels(TruePeak),
                    SamplePeak = new Decibels(TruePeak),
                },
                ShortTerm = new LevelHistogram(-100, 0.1, [1]),
                Momentary = new LevelHistogram(-100, 0.1, [1]),
                SeriesStep = new Seconds(0.1),
                MomentarySeries = [],
                ShortTermSeries = [],
            },
            Dynamics = new DynamicsProfile
            {
                Rms = new Decibels(Lufs),
                Crest = new Decibels(TruePeak - Lufs),
                PeakToLoudness = new Decibels(TruePeak - Lufs),
                Rms10Ms = At(PeakLevel95 - 10),
                Rms50Ms = At(PeakLevel95 - 10),
                Rms400Ms = At(PeakLevel95 - 10),
                Crest50Ms = new LevelHistogram(0, 0.1, [.. Enumerable.Range(0, 400).Select(i => i == (int)(Crest * 10) ? 1.0 : 0)]),
                Crest400Ms = new LevelHistogram(0, 0.1, [.. Enumerable.Range(0, 400).Select(i => i == (int)(Crest * 10) ? 1.0 : 0)]),
            },
            Stereo = new StereoProfile
            {
                MidPower = 1,
                SidePower = side,
                Width = new Decibels(Math.Clamp(10 * Math.Log10(side + 1e-10), -40, 20)),
                Bands = [],
                ThirdOctaves = [],
                Correlation = Mono ? 1 : 0.5,
                IsMono = Mono,
                IsAntiPhase = false,
            },
            Reverb = new ReverbEstimate(null, new Seconds(0.01), []),
            Bandwidth = new Hertz(Bandwidth),
            NoiseFloor = [.. thirds.Select(f => new BandLevel(
                new Hertz(f), new Decibels(Density(f) + 10 * Math.Log10(f * 0.2316 / 5.86 / 1.5) - NoiseFloorBelowMeanDb)))],
            Defects = new SignalDefects(0, [0, 0], Silent),
        };
    }

    /// <summary>Level of a bin of the 8192 spectrum, dB: falls by 3 dB an octave.</summary>
    private double Density(double hz)
    {
        var mid = Math.Pow(10, (Base(hz) + MidDb(hz)) / 10);
        return 10 * Math.Log10(mid + (Mono ? 0 : Math.Pow(10, (Base(hz) + SideDb(hz)) / 10)));
    }

    private double Base(double hz) => -50 - 10 * Math.Log10(Math.Max(hz, 20) / 1000) + (hz > Bandwidth ? -100 : 0);

    private LongTermSpectrum Spectrum(int size)
    {
        var bins = Enumerable.Range(0, size / 2 + 1).Select(i => Math.Max(i, 0.5) * 48000 / size).ToArray();
        var scale = 8192.0 / size;
        return new LongTermSpectrum(size,
            [.. bins.Select(f => scale * Math.Pow(10, (Base(f) + MidDb(f)) / 10))],
            [.. bins.Select(f => Mono ? 0 : scale * Math.Pow(10, (Base(f) + SideDb(f)) / 10))],
            [.. bins.Select(_ => 0.0)]);
    }

    private static double[] MelCentres()
    {
        static double Mel(double hz) => 2595 * Math.Log10(1 + hz / 700);
        var (low, high) = (Mel(30), Mel(16000));
        return [.. Enumerable.Range(1, 64).Select(i => 700 * (Math.Pow(10, (low + (high - low) * i / 65) / 2595) - 1))];
    }

    private static LevelHistogram Normal(double mean, double deviation) =>
        new(-100, 0.25, [.. Enumerable.Range(0, 440).Select(i => Math.Exp(-0.5 * Math.Pow((-100 + (i + 0.5) * 0.25 - mean) / deviation, 2)))]);

    private static LevelHistogram At(double level) =>
        new(-100, 0.25, [.. Enumerable.Range(0, 440).Select(i => i == (int)((level + 100) / 0.25) ? 1.0 : 0)]);
}
