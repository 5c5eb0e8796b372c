using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion;

/// <summary>The distributions of the mel bands' levels as quantile functions: by band and by share, in dB.</summary>
internal sealed class LevelQuantiles
{
    public const int Count = 40;

    public LevelQuantiles(double[][] db) => Db = db;

    /// <summary>64 bands by <see cref="Count"/> shares (i + 0.5) / Count, rising.</summary>
    public double[][] Db { get; }

    public static LevelQuantiles From(SoundProfile profile) => new([.. profile.Mel.Levels.Select(Of)]);

    /// <summary>The same behind a gain a band.</summary>
    public LevelQuantiles Plus(IReadOnlyList<double> db) =>
        new([.. Db.Select((q, band) => q.Select(v => v + db[band]).ToArray())]);

    /// <summary>Quantiles of one distribution.</summary>
    public static double[] Of(LevelHistogram histogram)
    {
        var quantiles = new double[Count];
        var total = histogram.Total;
        if (total <= 0)
        {
            Array.Fill(quantiles, -100);
            return quantiles;
        }
        var (below, next) = (0.0, 0);
        for (var bin = 0; bin < histogram.Weights.Length && next < Count; bin++)
        {
            var w = histogram.Weights[bin];
            if (w <= 0) continue;
            while (next < Count && below + w >= (next + 0.5) / Count * total)
            {
                var share = ((next + 0.5) / Count * total - below) / w;
                quantiles[next++] = bin == 0 ? histogram.Lowest : histogram.Lowest + (bin + share) * histogram.BinWidth;
            }
            below += w;
        }
        for (; next < Count; next++) quantiles[next] = next > 0 ? quantiles[next - 1] : histogram.Lowest;
        return quantiles;
    }
}
