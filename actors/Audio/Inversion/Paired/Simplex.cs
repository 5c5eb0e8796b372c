namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// Minimisation without derivatives (Nelder and Mead 1965) with a fixed number of steps, so that the same input gives the same result.
/// </summary>
internal static class Simplex
{
    public static (double[] Point, double Value) Minimise(Func<double[], double> objective, double[] start, double[] spread, int steps)
    {
        var n = start.Length;
        var points = new double[n + 1][];
        var values = new double[n + 1];
        for (var i = 0; i <= n; i++)
        {
            points[i] = (double[])start.Clone();
            if (i > 0) points[i][i - 1] += spread[i - 1];
            values[i] = objective(points[i]);
        }
        for (var step = 0; step < steps; step++)
        {
            Array.Sort(values, points);
            var centre = new double[n];
            for (var i = 0; i < n; i++)
                for (var d = 0; d < n; d++) centre[d] += points[i][d] / n;
            var reflected = Along(centre, points[n], -1);
            var value = objective(reflected);
            if (value < values[0])
            {
                var expanded = Along(centre, points[n], -2);
                var further = objective(expanded);
                (points[n], values[n]) = further < value ? (expanded, further) : (reflected, value);
            }
            else if (value < values[n - 1])
            {
                (points[n], values[n]) = (reflected, value);
            }
            else
            {
                var contracted = Along(centre, points[n], value < values[n] ? -0.5 : 0.5);
                var nearer = objective(contracted);
                if (nearer < Math.Min(value, values[n]))
                {
                    (points[n], values[n]) = (contracted, nearer);
                }
                else
                {
                    for (var i = 1; i <= n; i++)
                    {
                        points[i] = Along(points[0], points[i], 0.5);
                        values[i] = objective(points[i]);
                    }
                }
            }
        }
        var best = Array.IndexOf(values, values.Min());
        return (points[best], values[best]);
    }

    private static double[] Along(double[] centre, double[] point, double factor)
    {
        var result = new double[centre.Length];
        for (var d = 0; d < result.Length; d++) result[d] = centre[d] + factor * (point[d] - centre[d]);
        return result;
    }
}
