using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>Side gain in four bands, such that each band's side/mid energy becomes the reference's.</summary>
internal static class WidthFit
{
    public const double Narrowest = 0.5, Widest = 1.5;
    /// <summary>Widths nearer to 1 than this are not worth a stage.</summary>
    private const double Neutral = 0.02;
    public static readonly double[] Crossovers = [200, 1000, 5000];

    /// <summary>Null where nothing is to be done.</summary>
    /// <param name="reference">Spectra of the reference.</param>
    /// <param name="target">Spectra of the target, or of a render, with the widths in <paramref name="used"/>.</param>
    public static WidthSpec? Fit(MatchSpectra reference, MatchSpectra target, BoostLimits limits, IReadOnlyList<double>? used = null)
    {
        var widths = new double[4];
        var bands = SixthOctaveGrid.Bands[2];
        for (var w = 0; w < 4; w++)
        {
            var low = w == 0 ? 0 : Crossovers[w - 1];
            var high = w == 3 ? limits.HighestHz : Crossovers[w];
            double wanted = 0, have = 0;
            foreach (var b in bands.Where(b => b.Centre >= low && b.Centre < high))
            {
                var (rm, rs) = (Sum(reference.Mid[2], b), Sum(reference.Side[2], b));
                var (tm, ts) = (Sum(target.Mid[2], b), Sum(target.Side[2], b));
                // Once the equaliser has given the band the reference's power, this much of it is side.
                wanted += rs;
                have += (rm + rs) * ts / Math.Max(tm + ts, 1e-30);
            }
            var gain = have > 1e-9 && wanted > 0 ? Math.Sqrt(wanted / have) : 1;
            widths[w] = Math.Clamp((used?[w] ?? 1) * gain, Narrowest, Widest);
        }
        return widths.All(w => Math.Abs(w - 1) < Neutral) ? null : new WidthSpec(widths, [.. Crossovers.Select(f => new Hertz(f))]);
    }

    /// <summary>The gain of the side in dB at a frequency.</summary>
    public static double SideDb(WidthSpec? width, double hz)
    {
        if (width is null) return 0;
        if (width.Widths.Count == 1) return 20 * Math.Log10(Math.Max(width.Widths[0], 1e-3));
        double rest = 1, gain = 0;
        for (var b = 0; b < width.Widths.Count; b++)
        {
            var high = b < width.Crossovers.Count ? Math.Pow(hz / width.Crossovers[b].Value, 4) : 0;
            var low = 1 / (1 + high);
            gain += width.Widths[b] * rest * low;
            rest *= 1 - low;
        }
        return 20 * Math.Log10(Math.Max(gain, 1e-3));
    }

    private static double Sum(double[] power, GridBand band)
    {
        var sum = 0.0;
        for (var i = band.First; i < band.End; i++) sum += power[i];
        return sum;
    }
}
