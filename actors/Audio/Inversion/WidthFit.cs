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
        var before = used ?? [1, 1, 1, 1];
        var regions = Enumerable.Range(0, 4).Select(w => SixthOctaveGrid.Bands[2]
            .Where(b => b.Centre >= (w == 0 ? 0 : Crossovers[w - 1]) && b.Centre < (w == 3 ? limits.HighestHz : Crossovers[w]))
            .Select(b => (b.Centre, Side: Sum(reference.Side[2], b), Total: Sum(reference.Mid[2], b) + Sum(reference.Side[2], b),
                Have: Sum(target.Side[2], b) / Math.Max(Sum(target.Mid[2], b), 1e-30) / Math.Pow(10, SideDb(Spec(before), b.Centre) / 10))).ToArray()).ToArray();
        var widths = before.ToArray();
        // The bands overlap around their crossovers: each is solved with the others as they are, a few times over.
        for (var round = 0; round < 6; round++)
            for (var w = 0; w < 4; w++)
            {
                var spec = Spec(widths);
                var bands = regions[w].Select(b => (b.Side, b.Total, Have: b.Have * Math.Pow(10, SideDb(spec, b.Centre) / 10))).ToArray();
                widths[w] = Math.Clamp(widths[w] * Gain(bands), Narrowest, Widest);
            }
        return widths.All(w => Math.Abs(w - 1) < Neutral) ? null : Spec(widths);
    }

    private static WidthSpec Spec(IReadOnlyList<double> widths) => new(widths.ToArray(), [.. Crossovers.Select(f => new Hertz(f))]);

    /// <summary>The side gain with which the side has the reference's energy, once the equaliser has given each band the reference's total.</summary>
    private static double Gain((double Side, double Total, double Have)[] bands)
    {
        var wanted = bands.Sum(b => b.Side);
        if (wanted <= 0 || bands.Sum(b => b.Total * b.Have) < 1e-12) return 1;
        double low = 0.1, high = 10;
        for (var i = 0; i < 40; i++)
        {
            var gain = Math.Sqrt(low * high);
            var side = bands.Sum(b => b.Total * gain * gain * b.Have / (1 + gain * gain * b.Have));
            (low, high) = side < wanted ? (gain, high) : (low, gain);
        }
        return Math.Sqrt(low * high);
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
