using MathNet.Numerics.LinearAlgebra;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// The 0 dB of an equaliser's curve. A gain beside an equaliser shifts its curve, and in front of a compressor it shifts the threshold
/// with it, so it matters which of them is believed. The curve is explained by as few bells and shelves as reach it within a tenth of a
/// dB, with the level as one more unknown: where the sections' sum fades out is 0 dB.
/// </summary>
internal static class EqualiserLevel
{
    private const int MostSections = 5;
    private const double GoodDb = 0.1;

    /// <param name="hertz">Rising.</param>
    /// <param name="db">The curve at those frequencies.</param>
    /// <param name="common">What to answer where few sections do not explain the curve; also where the search begins.</param>
    /// <returns>The level in dB.</returns>
    public static double Find(double[] hertz, double[] db, double common)
    {
        if (hertz.Length < 16) return common;
        var octaves = hertz.Select(Math.Log2).ToArray();
        (int Count, double Gains, double[] Point)? best = null;
        // With the level free from the start, ever wider bells carry it away: hold it at each of several, free it at the end.
        for (var held = common - 3; held <= common + 3.01; held += 0.5)
        {
            double[] point = [held];
            var most = best?.Count ?? MostSections;
            for (var count = 1; count <= most; count++)
            {
                var rest = Residual(octaves, db, point);
                var worst = 0;
                for (var i = 1; i < rest.Length; i++)
                    if (Math.Abs(rest[i]) > Math.Abs(rest[worst])) worst = i;
                point = LeastSquares(octaves, db, [.. point, octaves[worst], rest[worst], 0], free: false);
                var free = LeastSquares(octaves, db, point, free: true);
                if (RootMeanSquare(Residual(octaves, db, free)) > GoodDb || Math.Abs(free[0] - common) > 4) continue;
                // Of two explanations with as many sections the one that moves less is the likelier.
                double gains = 0;
                for (var s = 1; s < free.Length; s += 3) gains += Math.Abs(free[s + 1]) * Math.Pow(2, -free[s + 2]);
                if (best is null || count < best.Value.Count || gains < best.Value.Gains) best = (count, gains, free);
                break;
            }
        }
        return best?.Point[0] ?? common;
    }

    // Levenberg–Marquardt with numeric derivatives.
    private static double[] LeastSquares(double[] octaves, double[] db, double[] start, bool free)
    {
        var point = Bounded(start, octaves);
        var residual = Residual(octaves, db, point);
        var cost = SumOfSquares(residual);
        var damping = 0.1;
        for (var step = 0; step < 60 && damping < 1e8; step++)
        {
            var jacobian = Matrix<double>.Build.Dense(residual.Length, point.Length);
            for (var p = free ? 0 : 1; p < point.Length; p++)
            {
                var moved = (double[])point.Clone();
                moved[p] += 1e-4;
                var other = Residual(octaves, db, moved);
                for (var i = 0; i < other.Length; i++) jacobian[i, p] = (other[i] - residual[i]) / 1e-4;
            }
            var normal = jacobian.TransposeThisAndMultiply(jacobian);
            for (var p = 0; p < point.Length; p++) normal[p, p] *= 1 + damping;
            for (var p = 0; p < point.Length; p++) normal[p, p] += 1e-9;
            var move = normal.Solve(jacobian.TransposeThisAndMultiply(Vector<double>.Build.Dense(residual)));
            var next = Bounded([.. point.Select((v, p) => v - move[p])], octaves);
            var nextResidual = Residual(octaves, db, next);
            var nextCost = SumOfSquares(nextResidual);
            if (nextCost < cost)
            {
                var done = cost - nextCost < 1e-9 * cost;
                (point, residual, cost) = (next, nextResidual, nextCost);
                damping *= 0.3;
                if (done) break;
            }
            else
            {
                damping *= 4;
            }
        }
        return point;
    }

    private static double[] Bounded(double[] point, double[] octaves)
    {
        for (var s = 1; s < point.Length; s += 3)
        {
            point[s] = Math.Clamp(point[s], octaves[0] - 1, octaves[^1] + 1);
            point[s + 1] = Math.Clamp(point[s + 1], -24, 24);
            point[s + 2] = Math.Clamp(point[s + 2], -2.3, 4);
        }
        return point;
    }

    private static double[] Residual(double[] octaves, double[] db, double[] point)
    {
        var residual = new double[db.Length];
        for (var i = 0; i < residual.Length; i++)
        {
            var sum = point[0];
            for (var s = 1; s < point.Length; s += 3) sum += BellDb(octaves[i] - point[s], point[s + 1], Math.Pow(2, point[s + 2]));
            residual[i] = db[i] - sum;
        }
        return residual;
    }

    // Magnitude of the analogue peaking prototype (s² + s·A/Q + 1)/(s² + s/(A·Q) + 1), A = 10^(gain/40).
    private static double BellDb(double octaves, double gainDb, double q)
    {
        var w = Math.Pow(2, octaves);
        var a = Math.Pow(10, gainDb / 40);
        var real = (1 - w * w) * (1 - w * w);
        var up = w * a / q;
        var down = w / (a * q);
        return 10 * Math.Log10((real + up * up) / (real + down * down));
    }

    private static double SumOfSquares(double[] x) => x.Sum(v => v * v);

    private static double RootMeanSquare(double[] x) => Math.Sqrt(SumOfSquares(x) / x.Length);
}
