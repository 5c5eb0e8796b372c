using System.Collections.Immutable;

namespace NTWorkstation.Audio.Analysis;

/// <summary>
/// A distribution of levels in dB (or LU) in bins of equal width. The first bin also holds everything below the range (silence),
/// the last everything above.
/// </summary>
/// <param name="Lowest">Lower edge of the first bin.</param>
/// <param name="BinWidth">Greater than 0.</param>
/// <param name="Weights">Frames (or a share of them) in each bin, ≥ 0.</param>
public sealed record LevelHistogram(double Lowest, double BinWidth, ImmutableArray<double> Weights)
{
    /// <summary>Sum of the weights; 0 when nothing was counted.</summary>
    public double Total
    {
        get
        {
            var sum = 0.0;
            foreach (var w in Weights) sum += w;
            return sum;
        }
    }

    public double Centre(int bin) => Lowest + (bin + 0.5) * BinWidth;

    /// <summary>The level below which this share of the weight lies, interpolated inside its bin; NaN when nothing was counted.</summary>
    /// <param name="share">0 to 1.</param>
    public double Percentile(double share)
    {
        var total = Total;
        if (total <= 0) return double.NaN;
        var wanted = Math.Clamp(share, 0, 1) * total;
        var below = 0.0;
        for (var i = 0; i < Weights.Length; i++)
        {
            if (Weights[i] > 0 && below + Weights[i] >= wanted) return Lowest + (i + (wanted - below) / Weights[i]) * BinWidth;
            below += Weights[i];
        }
        return Lowest + Weights.Length * BinWidth;
    }

    /// <summary>Mean of the levels; NaN when nothing was counted.</summary>
    public double Mean
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Weights.Length; i++) sum += Weights[i] * Centre(i);
            return sum / Total;
        }
    }

    /// <summary>The same distribution with every level raised by this many dB. What lies in the first bin is silence and stays there.</summary>
    public LevelHistogram Shifted(double db)
    {
        if (db == 0) return this;
        var shifted = new double[Weights.Length];
        shifted[0] = Weights[0];
        var bins = db / BinWidth;
        var whole = (int)Math.Floor(Math.Clamp(bins, -1e6, 1e6));
        var part = bins - whole;
        for (var i = 1; i < Weights.Length; i++)
        {
            shifted[Math.Clamp(i + whole, 0, shifted.Length - 1)] += Weights[i] * (1 - part);
            shifted[Math.Clamp(i + whole + 1, 0, shifted.Length - 1)] += Weights[i] * part;
        }
        return this with { Weights = ImmutableArray.Create(shifted) };
    }

    /// <summary>The mixture of distributions on the same bins; each counts by its weight, whatever its total. Empty ones are passed over.</summary>
    /// <exception cref="ArgumentException">None given, or on other bins.</exception>
    public static LevelHistogram Mix(IReadOnlyList<LevelHistogram> parts, IReadOnlyList<double> weights)
    {
        if (parts.Count == 0 || parts.Count != weights.Count) throw new ArgumentException("One weight for each of at least one histogram.", nameof(weights));
        var first = parts[0];
        var mixed = new double[first.Weights.Length];
        for (var p = 0; p < parts.Count; p++)
        {
            first.RequireSameBins(parts[p]);
            var total = parts[p].Total;
            if (total <= 0) continue;
            for (var i = 0; i < mixed.Length; i++) mixed[i] += weights[p] * parts[p].Weights[i] / total;
        }
        return first with { Weights = ImmutableArray.Create(mixed) };
    }

    /// <summary>First Wasserstein distance in dB: the area between the two cumulative distributions; NaN when one is empty.</summary>
    /// <exception cref="ArgumentException">On other bins.</exception>
    public double Distance(LevelHistogram other)
    {
        RequireSameBins(other);
        var (mine, theirs) = (Total, other.Total);
        if (mine <= 0 || theirs <= 0) return double.NaN;
        double a = 0, b = 0, area = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            a += Weights[i] / mine;
            b += other.Weights[i] / theirs;
            area += Math.Abs(a - b);
        }
        return area * BinWidth;
    }

    private void RequireSameBins(LevelHistogram other)
    {
        if (other.Lowest != Lowest || other.BinWidth != BinWidth || other.Weights.Length != Weights.Length)
            throw new ArgumentException("The histograms have different bins.", nameof(other));
    }
}
