namespace NTWorkstation.Audio.Signal;

/// <summary>
/// Transcendental functions whose results are the same bits on every machine, for whatever ends up in samples: the platform's own
/// differ in the last place between libraries and processors. Relative error below 1e-15; made of exact operations only.
/// </summary>
public static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Log2Of10 = 3.32192809488736234787;

    /// <summary>2^x; 0 below −1022.</summary>
    public static double Exp2(double x)
    {
        if (x < -1022) return 0;
        if (x > 1023) return double.PositiveInfinity;
        var n = Math.Round(x);
        var r = (x - n) * Ln2;
        // Taylor to r^15 / 15!, |r| ≤ 0.347.
        var sum = 1.0;
        for (var k = 15; k >= 1; k--) sum = Math.FusedMultiplyAdd(sum, r / k, 1);
        return Math.ScaleB(sum, (int)n);
    }

    /// <summary>e^x.</summary>
    public static double Exp(double x) => Exp2(x / Ln2);

    /// <summary>Base-2 logarithm of a normal number greater than 0.</summary>
    public static double Log2(double x)
    {
        var exponent = Math.ILogB(x);
        var m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }
        // ln m = 2 artanh((m−1)/(m+1)), |s| ≤ 0.172.
        var s = (m - 1) / (m + 1);
        var s2 = s * s;
        var sum = 0.0;
        for (var k = 23; k >= 1; k -= 2) sum = Math.FusedMultiplyAdd(sum, s2, 1.0 / k);
        return exponent + 2 * s * sum / Ln2;
    }

    public static double Log(double x) => Log2(x) * Ln2;

    /// <summary>The amplitude ratio of a gain in dB.</summary>
    public static double Amplitude(double db) => Exp2(db * (Log2Of10 / 20));

    /// <summary>Cosine and sine of an angle in radians, |angle| up to 1e5.</summary>
    public static (double Cos, double Sin) CosSin(double angle)
    {
        // π/2 in two parts: the quadrant times the first is exact for small quadrants.
        const double high = 1.57079632679489655800, low = 6.12323399573676603587e-17;
        var quadrant = Math.Round(angle * (2 / Math.PI));
        var r = Math.FusedMultiplyAdd(-quadrant, low, Math.FusedMultiplyAdd(-quadrant, high, angle));
        var r2 = r * r;
        double sin = 1, cos = 1;
        for (var k = 18; k >= 2; k -= 2)
        {
            sin = Math.FusedMultiplyAdd(sin, -r2 / (k * (k + 1.0)), 1);
            cos = Math.FusedMultiplyAdd(cos, -r2 / (k * (k - 1.0)), 1);
        }
        sin *= r;
        return ((long)quadrant & 3) switch
        {
            0 => (cos, sin),
            1 => (-sin, cos),
            2 => (-cos, -sin),
            _ => (sin, -cos),
        };
    }
}
