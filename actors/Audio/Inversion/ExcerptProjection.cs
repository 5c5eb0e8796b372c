using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// Carries what processing did to an excerpt over to the whole file, so that a correction costs a render of some seconds: every statistic of
/// the whole is changed as the excerpt's was. Pure.
/// </summary>
public static class ExcerptProjection
{
    /// <summary>The profile that the whole would have, as far as matching reads it.</summary>
    /// <param name="whole">Unprocessed.</param>
    /// <param name="before">The excerpt, unprocessed.</param>
    /// <param name="after">The excerpt, rendered.</param>
    public static SoundProfile Project(SoundProfile whole, SoundProfile before, SoundProfile after)
    {
        var reading = whole.Loudness.Reading;
        var (was, now) = (before.Loudness.Reading, after.Loudness.Reading);
        return whole with
        {
            Spectra = [.. whole.Spectra.Select((s, i) => Spectrum(s, before.Spectra[i], after.Spectra[i]))],
            Mel = whole.Mel with
            {
                Power = Ratio(whole.Mel.Power, before.Mel.Power, after.Mel.Power),
                Levels = [.. whole.Mel.Levels.Select((l, i) => Histogram(l, before.Mel.Levels[i], after.Mel.Levels[i]))],
            },
            Loudness = whole.Loudness with
            {
                Reading = reading with
                {
                    Integrated = reading.Integrated + (now.Integrated - was.Integrated),
                    Range = was.Range > 0.5 ? reading.Range * now.Range / was.Range : reading.Range,
                    // The loudest place of the whole need not be in the excerpt: the limiter's ceiling holds for both.
                    TruePeak = now.TruePeak,
                    SamplePeak = now.SamplePeak,
                },
            },
            Stereo = after.Stereo,
            Defects = after.Defects,
        };
    }

    private static LongTermSpectrum Spectrum(LongTermSpectrum whole, LongTermSpectrum before, LongTermSpectrum after) => whole with
    {
        Mid = Ratio(whole.Mid, before.Mid, after.Mid),
        Side = Ratio(whole.Side, before.Side, after.Side),
    };

    private static ImmutableArray<double> Ratio(ImmutableArray<double> whole, ImmutableArray<double> before, ImmutableArray<double> after)
    {
        const double silence = 1e-16;
        var changed = new double[whole.Length];
        for (var i = 0; i < changed.Length; i++)
            changed[i] = before[i] > silence ? whole[i] * (after[i] / before[i]) : whole[i] + after[i];
        return ImmutableArray.Create(changed);
    }

    /// <summary>Every level moves as far as the level at the same share of the excerpt moved.</summary>
    private static LevelHistogram Histogram(LevelHistogram whole, LevelHistogram before, LevelHistogram after)
    {
        if (whole.Total <= 0 || before.Total <= 0 || after.Total <= 0) return whole;
        const int shares = 40;
        var moves = new (double Level, double By)[shares];
        for (var i = 0; i < shares; i++)
        {
            var share = (i + 0.5) / shares;
            var level = before.Percentile(share);
            moves[i] = (level, after.Percentile(share) - level);
        }
        var weights = new double[whole.Weights.Length];
        for (var bin = 0; bin < weights.Length; bin++)
        {
            var w = whole.Weights[bin];
            if (w <= 0) continue;
            var level = whole.Centre(bin);
            var k = 0;
            while (k < shares - 1 && moves[k].Level < level) k++;
            var to = bin == 0 ? 0 : (int)Math.Round((level + moves[k].By - whole.Lowest) / whole.BinWidth - 0.5);
            weights[Math.Clamp(to, 0, weights.Length - 1)] += w;
        }
        return whole with { Weights = ImmutableArray.Create(weights) };
    }
}
