using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>Loudness by gain into the limiter, as far as the limiter may be driven.</summary>
internal static class LoudnessFit
{
    public static readonly double MostReductionDb = LimiterSpec.MostReduction.Value;
    /// <summary>From this reduction on the limiter recovers fast, so that the time between peaks is not spent in reduction.</summary>
    private const double BusyDb = 3;
    /// <summary>What is left of the reduction's 95th percentile, as a share, when a limiter recovers fast instead (measured on music).</summary>
    public const double QuickerShare = 0.65;
    private static readonly Seconds BusyRelease = new(0.030);

    private static readonly double[] Weighting = [.. Enumerable.Range(0, 4097).Select(i => KPower(i * 48000.0 / 8192))];

    /// <summary>What a change of the long-term spectrum does to the loudness, LU.</summary>
    public static double Change(MatchSpectra before, MatchSpectra after)
    {
        double a = 0, b = 0;
        for (var i = 1; i < Weighting.Length; i++)
        {
            a += Weighting[i] * (before.Mid[2][i] + before.Side[2][i]);
            b += Weighting[i] * (after.Mid[2][i] + after.Side[2][i]);
        }
        return a > 0 && b > 0 ? 10 * Math.Log10(b / a) : 0;
    }

    /// <summary>The limiter that ends the chain: at the ceiling, or lower where the reference's peaks stand less above its loudness.</summary>
    public static LimiterSpec Limiter(PeakFacts reference, Lufs loudness, Decibels ceiling)
    {
        var natural = loudness.Value + reference.PeakToLoudness;
        return new LimiterSpec { Ceiling = new Decibels(Math.Clamp(natural, -20, ceiling.Value)) };
    }

    /// <summary>The same limiter, made for as much reduction as is expected.</summary>
    public static LimiterSpec For(LimiterSpec limiter, double reduction) => reduction > BusyDb ? limiter with { Release = BusyRelease } : limiter;

    /// <summary>
    /// A limiter below the ceiling gives way before the loudness does: raised by what its reduction has too much, at most to the ceiling.
    /// </summary>
    public static (LimiterSpec Limiter, double RaisedDb) Opened(LimiterSpec limiter, double reduction, Decibels ceiling)
    {
        var raised = Math.Clamp(reduction - MostReductionDb, 0, Math.Max(0, ceiling.Value - limiter.Ceiling.Value));
        return (limiter with { Ceiling = limiter.Ceiling + new Decibels(raised) }, raised);
    }

    /// <summary>Reduction that 95 % of the time stay below, dB; negative where the limiter rests.</summary>
    /// <param name="peak95">Level below which the peaks stay 95 % of the time, ahead of the gain.</param>
    public static double Reduction(double peak95, double gain, Decibels ceiling) => peak95 + gain - ceiling.Value;

    /// <summary>Power response of the K-weighting of ITU-R BS.1770-4 at 48 kHz.</summary>
    private static double KPower(double hz)
    {
        static double Section(double w, double b0, double b1, double b2, double a1, double a2)
        {
            var (c1, c2) = (Math.Cos(w), Math.Cos(2 * w));
            var num = b0 * b0 + b1 * b1 + b2 * b2 + 2 * (b0 * b1 + b1 * b2) * c1 + 2 * b0 * b2 * c2;
            var den = 1 + a1 * a1 + a2 * a2 + 2 * (a1 + a1 * a2) * c1 + 2 * a2 * c2;
            return Math.Max(num, 0) / den;
        }
        var w = 2 * Math.PI * hz / 48000;
        return Section(w, 1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
            * Section(w, 1, -2, 1, -1.99004745483398, 0.99007225036621);
    }
}
