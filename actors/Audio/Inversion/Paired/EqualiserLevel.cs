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

    // Levenberg–Marquardt with numeric derivatives: moving a parameter moves one section.
    private static double[] LeastSquares(double[] octaves, double[] db, double[] start, bool free)
    {
        const double nudge = 1e-4;
        var point = Bounded(start, octaves);
        var residual = Residual(octaves, db, point);
        var cost = SumOfSquares(residual);
        var damping = 0.1;
        var jacobian = new double[point.Length][];
        for (var p = 0; p < jacobian.Length; p++) jacobian[p] = new double[db.Length];
        if (free) Array.Fill(jacobian[0], -1);
        var (current, other) = (new double[db.Length], new double[db.Length]);
        var normal = new double[point.Length, point.Length];
        for (var step = 0; step < 60 && damping < 1e8; step++)
        {
            for (var s = 1; s < point.Length; s += 3)
            {
                Bell(octaves, point.AsSpan(s, 3), current);
                for (var p = s; p < s + 3; p++)
                {
                    var at = point[p];
                    point[p] += nudge;
                    Bell(octaves, point.AsSpan(s, 3), other);
                    point[p] = at;
                    for (var i = 0; i < other.Length; i++) jacobian[p][i] = (current[i] - other[i]) / nudge;
                }
            }
            var move = new double[point.Length];
            for (var p = 0; p < point.Length; p++)
            {
                move[p] = Dot(jacobian[p], residual);
                for (var q = 0; q <= p; q++) normal[p, q] = Dot(jacobian[p], jacobian[q]);
                normal[p, p] = normal[p, p] * (1 + damping) + 1e-9;
            }
            SolveDefinite(normal, move);
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

    // Cholesky in the lower triangle of a; b becomes the solution.
    private static void SolveDefinite(double[,] a, double[] b)
    {
        for (var i = 0; i < b.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++) sum -= a[i, k] * a[j, k];
                a[i, j] = j < i ? sum / a[j, j] : Math.Sqrt(Math.Max(sum, 1e-12));
            }
            for (var k = 0; k < i; k++) b[i] -= a[i, k] * b[k];
            b[i] /= a[i, i];
        }
        for (var i = b.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < b.Length; k++) b[i] -= a[k, i] * b[k];
            b[i] /= a[i, i];
        }
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
        for (var i = 0; i < residual.Length; i++) residual[i] = db[i] - point[0];
        var bell = new double[db.Length];
        for (var s = 1; s < point.Length; s += 3)
        {
            Bell(octaves, point.AsSpan(s, 3), bell);
            for (var i = 0; i < residual.Length; i++) residual[i] -= bell[i];
        }
        return residual;
    }

    // Magnitude of the analogue peaking prototype (s² + s·A/Q + 1)/(s² + s/(A·Q) + 1), A = 10^(gain/40), in dB. The section is its
    // centre in octaves, its gain in dB and log2 Q.
    private static void Bell(double[] octaves, ReadOnlySpan<double> section, Span<double> db)
    {
        var a = Math.Pow(10, section[1] / 40);
        var q = Math.Pow(2, section[2]);
        var (up, down) = (a / q * (a / q), 1 / (a * q * (a * q)));
        for (var i = 0; i < db.Length; i++)
        {
            var square = Math.Exp(2 * Math.Log(2) * (octaves[i] - section[0]));
            var real = (1 - square) * (1 - square);
            db[i] = 10 * Math.Log10((real + square * up) / (real + square * down));
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double SumOfSquares(double[] x) => x.Sum(v => v * v);

    private static double RootMeanSquare(double[] x) => Math.Sqrt(SumOfSquares(x) / x.Length);
}
