namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>What a stretch of sound holds beside a tone.</summary>
internal static class OffTone
{
    /// <summary>Energy more than a distance from the tone, in dB of all of it.</summary>
    /// <param name="tone">Hz.</param>
    /// <param name="distance">Hz.</param>
    /// <remarks>By definition: a Kaiser window of beta 22 (side lobes below -170 dB, main lobe 8 bins wide) and a sum for every bin.</remarks>
    public static double Level(ReadOnlySpan<double> sound, double rate, double tone, double distance)
    {
        var n = sound.Length;
        var windowed = new double[n];
        for (var i = 0; i < n; i++) windowed[i] = sound[i] * Bessel(22 * Math.Sqrt(1 - Math.Pow(2.0 * i / (n - 1) - 1, 2))) / Bessel(22);
        var (all, beside) = (0.0, 0.0);
        for (var k = 1; k < n / 2; k++)
        {
            var (re, im) = (0.0, 0.0);
            var step = Math.SinCos(-2 * Math.PI * k / n);
            var (c, s) = (1.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                re += windowed[i] * c;
                im += windowed[i] * s;
                // Turned on by the step, and set right now and then.
                (c, s) = i % 64 == 63 ? Angle(k, i + 1, n) : (c * step.Cos - s * step.Sin, c * step.Sin + s * step.Cos);
            }
            var energy = re * re + im * im;
            all += energy;
            if (Math.Abs(k * rate / n - tone) > distance) beside += energy;
        }
        return 10 * Math.Log10(beside / all);
    }

    private static (double, double) Angle(long k, long i, int n)
    {
        var (sin, cos) = Math.SinCos(-2 * Math.PI * (k * i % n) / n);
        return (cos, sin);
    }

    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }
}
