using System.Collections.Immutable;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Analysis;

/// <summary>
/// One profile of several references. Each is first brought to their common loudness (the weighted mean of the integrated loudnesses in LU)
/// by a gain; then powers are averaged, distributions mixed and single figures averaged, all by weight. The common
/// bandwidth is the widest one, since a low-pass is a fault of a file and no part of a style; the noise floor is the lowest.
/// </summary>
public static class SoundMixture
{
    /// <param name="weights">Greater than 0; only their ratios count.</param>
    /// <exception cref="ArgumentException">No profile, a weight missing or not above 0, or a silent profile.</exception>
    public static SoundProfile Average(IReadOnlyList<SoundProfile> profiles, IReadOnlyList<double> weights)
    {
        if (profiles.Count == 0 || profiles.Count != weights.Count) throw new ArgumentException("One weight for each of at least one profile.", nameof(weights));
        if (weights.Any(w => !(w > 0) || double.IsInfinity(w))) throw new ArgumentException("A weight is a finite number above 0.", nameof(weights));
        if (profiles.FirstOrDefault(p => p.Defects.IsSilent) is { } silent)
            throw new ArgumentException($"{silent.Source.Name} is silent and cannot be averaged. Leave it out.", nameof(profiles));
        if (profiles.Count == 1) return profiles[0];
        var total = weights.Sum();
        var share = weights.Select(w => w / total).ToArray();
        var common = Mean(profiles, share, p => p.Loudness.Reading.Integrated.Value);
        var level = profiles.Select(p => p.Raised(new Decibels(common - p.Loudness.Reading.Integrated.Value))).ToArray();
        return Mix(level, share, string.Join(" + ", profiles.Select(p => p.Source.Name)));
    }

    /// <summary>The profile of the same sound behind a gain.</summary>
    public static SoundProfile Raised(this SoundProfile p, Decibels gain)
    {
        if (gain.Value == 0) return p;
        var g = gain.Value;
        var power = gain.Power;
        ImmutableArray<double> Scale(ImmutableArray<double> values) => [.. values.Select(v => v * power)];
        ImmutableArray<float> Shift(ImmutableArray<float> values) => [.. values.Select(v => v <= -100 ? v : (float)Math.Max(v + g, -100))];
        var reading = p.Loudness.Reading;
        return p with
        {
            Spectra = [.. p.Spectra.Select(s => s with { Mid = Scale(s.Mid), Side = Scale(s.Side), Cross = Scale(s.Cross) })],
            SixthOctaves = [.. p.SixthOctaves.Select(b => b with { Mean = b.Mean + gain })],
            Mel = p.Mel with
            {
                Power = Scale(p.Mel.Power),
                Levels = [.. p.Mel.Levels.Select(h => h.Shifted(g))],
                SideLevels = [.. p.Mel.SideLevels.Select(h => h.Shifted(g))],
            },
            Loudness = p.Loudness with
            {
                Reading = reading with
                {
                    Integrated = reading.Integrated + gain,
                    MomentaryMax = reading.MomentaryMax + gain,
                    ShortTermMax = reading.ShortTermMax + gain,
                    TruePeak = reading.TruePeak + gain,
                    SamplePeak = reading.SamplePeak + gain,
                },
                ShortTerm = p.Loudness.ShortTerm.Shifted(g),
                Momentary = p.Loudness.Momentary.Shifted(g),
                MomentarySeries = Shift(p.Loudness.MomentarySeries),
                ShortTermSeries = Shift(p.Loudness.ShortTermSeries),
            },
            Dynamics = p.Dynamics with
            {
                Rms = p.Dynamics.Rms + gain,
                Rms10Ms = p.Dynamics.Rms10Ms.Shifted(g),
                Rms50Ms = p.Dynamics.Rms50Ms.Shifted(g),
                Rms400Ms = p.Dynamics.Rms400Ms.Shifted(g),
            },
            Stereo = p.Stereo with { MidPower = p.Stereo.MidPower * power, SidePower = p.Stereo.SidePower * power },
            NoiseFloor = [.. p.NoiseFloor.Select(b => b with { Level = b.Level + gain })],
            Defects = p.Defects with { DcOffset = [.. p.Defects.DcOffset.Select(d => d * gain.Amplitude)] },
        };
    }

    private static SoundProfile Mix(SoundProfile[] profiles, double[] share, string name)
    {
        var first = profiles[0];
        ImmutableArray<double> Powers(Func<SoundProfile, ImmutableArray<double>> of)
        {
            var sum = new double[of(first).Length];
            for (var p = 0; p < profiles.Length; p++)
                for (var i = 0; i < sum.Length; i++) sum[i] += share[p] * of(profiles[p])[i];
            return ImmutableArray.Create(sum);
        }
        LevelHistogram Levels(Func<SoundProfile, LevelHistogram> of) => LevelHistogram.Mix([.. profiles.Select(of)], share);
        double Average(Func<SoundProfile, double> of) => Mean(profiles, share, of);

        var mid = Average(p => p.Stereo.MidPower);
        var side = Average(p => p.Stereo.SidePower);
        var echoing = profiles.Select((p, i) => (Rt60: p.Reverb.Rt60?.Value, Share: share[i])).Where(e => e.Rt60 is not null).ToArray();
        var longest = profiles.MaxBy(p => p.Reverb.DecayDb.Length)!;
        return new SoundProfile
        {
            Source = new SourceFacts(name, first.Source.Rate, 0, new Seconds(profiles.Sum(p => p.Source.Duration.Value))),
            Spectra = [.. first.Spectra.Select((s, i) => s with
            {
                Mid = Powers(p => p.Spectra[i].Mid),
                Side = Powers(p => p.Spectra[i].Side),
                Cross = profiles.All(p => p.Spectra[i].Cross.Length == s.Cross.Length) ? Powers(p => p.Spectra[i].Cross) : [],
            })],
            SixthOctaves = [.. first.SixthOctaves.Select((b, i) => MixStatistic(profiles, share, i))],
            Mel = first.Mel with
            {
                Power = Powers(p => p.Mel.Power),
                Levels = [.. first.Mel.Levels.Select((_, i) => Levels(p => p.Mel.Levels[i]))],
                SideLevels = [.. first.Mel.SideLevels.Select((_, i) => Levels(p => p.Mel.SideLevels[i]))],
            },
            Loudness = new LoudnessProfile
            {
                Reading = new LoudnessReading
                {
                    Integrated = new Lufs(Average(p => p.Loudness.Reading.Integrated.Value)),
                    MomentaryMax = new Lufs(Average(p => p.Loudness.Reading.MomentaryMax.Value)),
                    ShortTermMax = new Lufs(Average(p => p.Loudness.Reading.ShortTermMax.Value)),
                    Range = Average(p => p.Loudness.Reading.Range),
                    TruePeak = new Decibels(Average(p => p.Loudness.Reading.TruePeak.Value)),
                    SamplePeak = new Decibels(Average(p => p.Loudness.Reading.SamplePeak.Value)),
                },
                ShortTerm = Levels(p => p.Loudness.ShortTerm),
                Momentary = Levels(p => p.Loudness.Momentary),
                // A course over time has no mean.
                SeriesStep = first.Loudness.SeriesStep,
                MomentarySeries = [],
                ShortTermSeries = [],
            },
            Dynamics = new DynamicsProfile
            {
                Rms = new Decibels(Average(p => p.Dynamics.Rms.Value)),
                Crest = new Decibels(Average(p => p.Dynamics.Crest.Value)),
                PeakToLoudness = new Decibels(Average(p => p.Dynamics.PeakToLoudness.Value)),
                Rms10Ms = Levels(p => p.Dynamics.Rms10Ms),
                Rms50Ms = Levels(p => p.Dynamics.Rms50Ms),
                Rms400Ms = Levels(p => p.Dynamics.Rms400Ms),
                Crest50Ms = Levels(p => p.Dynamics.Crest50Ms),
                Crest400Ms = Levels(p => p.Dynamics.Crest400Ms),
            },
            Stereo = new StereoProfile
            {
                MidPower = mid,
                SidePower = side,
                Width = StereoWidth.Ratio(side, mid),
                Bands = [.. first.Stereo.Bands.Select((_, i) => MixBand(profiles, share, p => p.Stereo.Bands[i]))],
                ThirdOctaves = [.. first.Stereo.ThirdOctaves.Select((_, i) => MixBand(profiles, share, p => p.Stereo.ThirdOctaves[i]))],
                Correlation = Average(p => p.Stereo.Correlation),
                IsMono = profiles.All(p => p.Stereo.IsMono),
                IsAntiPhase = profiles.All(p => p.Stereo.IsAntiPhase),
            },
            Reverb = new ReverbEstimate(
                echoing.Length == 0 ? null : new Seconds(echoing.Sum(e => e.Rt60!.Value * e.Share) / echoing.Sum(e => e.Share)),
                longest.Reverb.DecayStep, longest.Reverb.DecayDb),
            Bandwidth = new Hertz(profiles.Max(p => p.Bandwidth.Value)),
            NoiseFloor = [.. first.NoiseFloor.Select((b, i) => b with { Level = new Decibels(profiles.Min(p => p.NoiseFloor[i].Level.Value)) })],
            Defects = new SignalDefects(profiles.Sum(p => p.Defects.ClippedRuns), [], IsSilent: false),
        };
    }

    /// <summary>Mean and deviation of the mixture of the distributions that have these means and deviations.</summary>
    private static BandStatistic MixStatistic(SoundProfile[] profiles, double[] share, int band)
    {
        double mean = 0, square = 0;
        for (var p = 0; p < profiles.Length; p++)
        {
            var b = profiles[p].SixthOctaves[band];
            mean += share[p] * b.Mean.Value;
            square += share[p] * (b.DeviationDb * b.DeviationDb + b.Mean.Value * b.Mean.Value);
        }
        return new BandStatistic(profiles[0].SixthOctaves[band].Centre, new Decibels(mean), Math.Sqrt(Math.Max(0, square - mean * mean)));
    }

    private static StereoBand MixBand(SoundProfile[] profiles, double[] share, Func<SoundProfile, StereoBand> of) => of(profiles[0]) with
    {
        Width = new Decibels(Mean(profiles, share, p => of(p).Width.Value)),
        Coherence = Mean(profiles, share, p => of(p).Coherence),
    };

    private static double Mean(IReadOnlyList<SoundProfile> profiles, double[] share, Func<SoundProfile, double> of)
    {
        var sum = 0.0;
        for (var p = 0; p < profiles.Count; p++) sum += share[p] * of(profiles[p]);
        return sum;
    }
}
