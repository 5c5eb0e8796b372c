using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// Mean power spectra of mid and side in the three FFT sizes, on which linear stages act exactly: a gain multiplies the power of a bin.
/// What a DC offset leaks into the lowest bins is taken out. Immutable by convention.
/// </summary>
internal sealed class MatchSpectra
{
    private MatchSpectra(double[][] mid, double[][] side) => (Mid, Side) = (mid, side);

    /// <summary>By size (512, 2048, 8192) and bin.</summary>
    public double[][] Mid { get; }
    public double[][] Side { get; }

    public static MatchSpectra From(SoundProfile profile)
    {
        var dc = profile.Defects.DcOffset;
        var left = dc.Length > 0 ? dc[0] : 0;
        var right = dc.Length > 1 ? dc[1] : left;
        double[] Clean(IReadOnlyList<double> power, double offset)
        {
            var bins = power.ToArray();
            // The Hann window puts a quarter of bin 0's power, 2 dc², into bin 1, and nothing beyond.
            bins[1] = Math.Max(bins[1] - 0.5 * offset * offset, 0);
            bins[0] = 0;
            return bins;
        }
        var mid = profile.Spectra.Select(s => Clean(s.Mid, (left + right) / Math.Sqrt(2))).ToArray();
        var side = profile.Spectra.Select(s => Clean(s.Side, (left - right) / Math.Sqrt(2))).ToArray();
        return new MatchSpectra(mid, side);
    }

    /// <summary>The spectra behind gains in dB, given by size and bin.</summary>
    public MatchSpectra Through(double[][] midDb, double[][] sideDb)
    {
        static double[][] Scale(double[][] power, double[][] db)
        {
            var scaled = new double[power.Length][];
            for (var s = 0; s < power.Length; s++)
            {
                scaled[s] = new double[power[s].Length];
                for (var i = 0; i < power[s].Length; i++) scaled[s][i] = power[s][i] * Math.Exp(db[s][i] * (Math.Log(10) / 10));
            }
            return scaled;
        }
        return new MatchSpectra(Scale(Mid, midDb), Scale(Side, sideDb));
    }

    /// <summary>Mid plus side.</summary>
    public double[][] Total() => [.. Mid.Select((m, s) => m.Select((p, i) => p + Side[s][i]).ToArray())];

    /// <summary>A curve over frequency, in dB, at every bin of every size.</summary>
    public static double[][] AtBins(Func<double, double> gainDb) =>
        [.. SixthOctaveGrid.Sizes.Select((size, s) => Enumerable.Range(0, size / 2 + 1)
            .Select(i => gainDb(Math.Max(i, 0.5) * SixthOctaveGrid.BinWidth(s))).ToArray())];

    public static double[][] Add(double[][] a, double[][] b) => [.. a.Select((x, s) => x.Select((v, i) => v + b[s][i]).ToArray())];

    public static double[][] Subtract(double[][] a, double[][] b) => [.. a.Select((x, s) => x.Select((v, i) => v - b[s][i]).ToArray())];

    /// <summary>Level in dB of each band: mean power of its bins.</summary>
    public static double[] Levels(double[] power, ImmutableArray<GridBand> bands)
    {
        var levels = new double[bands.Length];
        for (var b = 0; b < bands.Length; b++)
        {
            var sum = 0.0;
            for (var i = bands[b].First; i < bands[b].End; i++) sum += power[i];
            levels[b] = 10 * Math.Log10(sum / (bands[b].End - bands[b].First) + 1e-20);
        }
        return levels;
    }
}
