using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Nt.Tests.Samples;

/// <summary>Profiles that look like music, made from formulas.</summary>
internal static class SyntheticProfile
{
    /// <param name="tilt">dB per octave from 1 kHz.</param>
    /// <param name="loudness">LUFS.</param>
    /// <param name="width">Side/mid in dB.</param>
    public static SoundProfile Make(string name, double tilt, double loudness, double width, double seconds = 213, int seed = 1)
    {
        var random = new Random(seed);
        var side = Math.Pow(10, width / 10);
        var series = new float[(int)(seconds * 10)];
        for (var i = 0; i < series.Length; i++)
            series[i] = i < 30 ? float.NegativeInfinity : (float)(loudness + 3 * Math.Sin(i / 90.0 + seed) + 1.5 * Math.Sin(i / 17.0) - (i > series.Length - 60 ? (i - series.Length + 60) * 0.4 : 0));
        var empty = new LevelHistogram(-100, 0.25, [.. Enumerable.Range(0, 420).Select(i => Math.Exp(-Math.Pow((i - 320) / 25.0, 2)))]);
        return new SoundProfile
        {
            Source = new SourceFacts(name, new SampleRate(44100), 2, new Seconds(seconds)),
            Spectra = [Spectrum(512), Spectrum(2048), Spectrum(8192)],
            SixthOctaves = [],
            Mel = new MelProfile { Centres = [], Power = [], Levels = [], SideLevels = [] },
            Loudness = new LoudnessProfile
            {
                Reading = new LoudnessReading
                {
                    Integrated = new Lufs(loudness),
                    MomentaryMax = new Lufs(loudness + 6),
                    ShortTermMax = new Lufs(loudness + 4),
                    Range = 6.4,
                    TruePeak = new Decibels(-0.6),
                    SamplePeak = new Decibels(-0.9),
                },
                ShortTerm = empty,
                Momentary = empty,
                SeriesStep = new Seconds(0.1),
                MomentarySeries = [.. series],
                ShortTermSeries = [.. series],
            },
            Dynamics = new DynamicsProfile
            {
                Rms = new Decibels(loudness),
                Crest = new Decibels(13.2),
                PeakToLoudness = new Decibels(12.8),
                Rms10Ms = empty,
                Rms50Ms = empty,
                Rms400Ms = empty,
                Crest50Ms = empty,
                Crest400Ms = empty,
            },
            Stereo = new StereoProfile
            {
                MidPower = 0.02,
                SidePower = 0.02 * side,
                Width = new Decibels(width),
                Bands = [],
                ThirdOctaves = [.. Enumerable.Range(0, 30).Select(i => Band(25 * Math.Pow(2, i / 3.0)))],
                Correlation = 0.62,
                IsMono = false,
                IsAntiPhase = false,
            },
            Reverb = new ReverbEstimate(new Seconds(0.84), new Seconds(0.01), [.. Enumerable.Range(0, 90).Select(i => (float)(-i * 0.7))]),
            Bandwidth = new Hertz(19600),
            NoiseFloor = [],
            Defects = new SignalDefects(12, [0.0001, -0.0002], false),
        };

        StereoBand Band(double low) => new(
            new Hertz(low), new Hertz(low * Math.Pow(2, 1 / 3.0)),
            new Decibels(Math.Clamp(width - 24 + 8 * Math.Log10(low / 25) * 2.2 + 2 * Math.Sin(low / 300 + seed), -40, 20)), 0.8);

        LongTermSpectrum Spectrum(int size)
        {
            var mid = new double[size / 2 + 1];
            for (var k = 1; k < mid.Length; k++)
            {
                var f = k * 48000.0 / size;
                var octaves = Math.Log2(f / 1000);
                var db = loudness - 28 + (tilt - 3) * octaves - (f < 45 ? 30 * Math.Log2(45 / f) : 0) - (f > 19000 ? (f - 19000) / 60 : 0)
                    + 4 * Math.Sin(2.2 * octaves + seed) + 2 * random.NextDouble();
                mid[k] = Math.Pow(10, db / 10) * 2048 / size;
            }
            return new LongTermSpectrum(size, [.. mid], [.. mid.Select(m => m * side)], ImmutableArray.Create(new double[mid.Length]));
        }
    }
}
