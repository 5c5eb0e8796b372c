using MathNet.Numerics.LinearAlgebra;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// The curve of a match FIR: knots a third of an octave apart up to 200 Hz, so that a reference's key is not imprinted, a sixth up to 4 kHz and
/// a twelfth above, where mel bands are as narrow; fitted by least squares in dB to what the bands of all FFT sizes and the mel bands want.
/// </summary>
internal static class SpectralFit
{
    public const double LimitDb = 12;
    /// <summary>Weight of the second difference of the curve against the error, both in dB.</summary>
    private const double Stiffness = 0.05;
    /// <summary>Weight of holding the curve flat where no band wants anything.</summary>
    private const double Flatness = 1e-4;

    /// <summary>Rising; in Hz.</summary>
    public static readonly double[] Knots =
    [
        .. Enumerable.Range(0, 10).Select(i => 25 * Math.Pow(2, i / 3.0)),
        .. Enumerable.Range(1, 26).Select(i => 200 * Math.Pow(2, i / 6.0)),
        .. Enumerable.Range(53, 26).Select(i => 200 * Math.Pow(2, i / 12.0)),
    ];

    /// <summary>Gains at the knots, in dB, within ±12 and below what is withheld, that bring the target's spectrum to the reference's.</summary>
    /// <param name="target">Power by size and bin, ahead of the curve that is fitted.</param>
    /// <param name="offset">Level difference that is not the curve's to correct.</param>
    public static double[] Fit(double[][] reference, double[][] target, BoostLimits limits, double offset)
    {
        var n = Knots.Length;
        var places = SixthOctaveGrid.Sizes.Select((_, s) => Places(s)).ToArray();
        var gains = new double[n];
        for (var round = 0; round < 3; round++)
        {
            var shaped = target.Select((p, s) => p.Select((v, i) => v * Math.Exp(At(places[s][i], gains) * (Math.Log(10) / 10))).ToArray()).ToArray();
            // Validity is judged ahead of the curve, the remainder behind it.
            var open = WantedCurve.Between(reference, target, limits);
            if (open.Count == 0) return gains;
            var normal = Matrix<double>.Build.Dense(n, n);
            var right = Vector<double>.Build.Dense(n);
            var row = new double[n];
            foreach (var p in open)
            {
                Array.Clear(row);
                double before = 0, after = 0;
                for (var i = p.Band.First; i < p.Band.End; i++)
                {
                    before += target[p.Size][i];
                    after += shaped[p.Size][i];
                }
                for (var i = p.Band.First; i < p.Band.End; i++)
                {
                    var share = shaped[p.Size][i] / after;
                    var (k, u) = places[p.Size][i];
                    row[k] += share * (1 - u);
                    if (u > 0) row[k + 1] += share * u;
                }
                var left = Math.Clamp(p.Db - offset - 10 * Math.Log10(after / before), -2 * LimitDb, 2 * LimitDb);
                for (var a = 0; a < n; a++)
                {
                    if (row[a] == 0) continue;
                    right[a] += p.Weight * row[a] * left;
                    for (var b = 0; b < n; b++) normal[a, b] += p.Weight * row[a] * row[b];
                }
            }
            Smooth(normal, right, gains);
            var step = normal.Cholesky().Solve(right);
            for (var k = 0; k < n; k++)
                gains[k] = Math.Clamp(gains[k] + step[k], -LimitDb, Math.Min(LimitDb, limits.MaxBoost(Knots[k])));
        }
        return gains;
    }

    private static double At((int Knot, double Share) place, double[] gains) =>
        place.Share == 0 ? gains[place.Knot] : gains[place.Knot] + place.Share * (gains[place.Knot + 1] - gains[place.Knot]);

    private static (int Knot, double Share)[] Places(int size)
    {
        var curve = new LogCurve(Knots, Knots);
        return [.. Enumerable.Range(0, SixthOctaveGrid.Sizes[size] / 2 + 1)
            .Select(i => curve.Locate(Math.Log2(Math.Max(i, 0.5) * SixthOctaveGrid.BinWidth(size))))];
    }

    private static void Smooth(Matrix<double> normal, Vector<double> right, double[] gains)
    {
        void Add(ReadOnlySpan<int> at, ReadOnlySpan<double> d, double weight)
        {
            var now = 0.0;
            for (var i = 0; i < at.Length; i++) now += d[i] * gains[at[i]];
            for (var i = 0; i < at.Length; i++)
            {
                right[at[i]] -= weight * d[i] * now;
                for (var j = 0; j < at.Length; j++) normal[at[i], at[j]] += weight * d[i] * d[j];
            }
        }
        var n = gains.Length;
        for (var k = 0; k < n; k++)
        {
            if (k + 2 < n) Add([k, k + 1, k + 2], [1, -2, 1], Stiffness / n);
            if (k + 1 < n) Add([k, k + 1], [1, -1], Flatness);
            Add([k], [1], Flatness * 0.01);
        }
    }
}
