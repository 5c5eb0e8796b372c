using System.Numerics;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>A room as textbooks model one: after a pause, noise that decays exponentially. In plain code, independent of the product's.</summary>
internal static class KnownRoom
{
    /// <summary>The room's answer without the direct sound; its energy is <paramref name="db"/> below the direct sound's.</summary>
    public static double[] Impulse(double rate, double rt60, double pauseMs, double db, int seed)
    {
        var random = new Random(seed);
        var pause = (int)(pauseMs * rate / 1000);
        var taps = new double[pause + (int)(1.2 * rt60 * rate)];
        for (var i = pause; i < taps.Length; i++)
            taps[i] = (random.NextDouble() + random.NextDouble() - random.NextDouble() - random.NextDouble()) * Math.Pow(10, -3 * (i - pause) / (rt60 * rate));
        var scale = Math.Pow(10, db / 20) / Math.Sqrt(taps.Sum(t => t * t));
        for (var i = 0; i < taps.Length; i++) taps[i] *= scale;
        return taps;
    }

    /// <summary>x plus x convolved with the room, as long as x.</summary>
    public static double[] In(double[] x, double[] room)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(x.Length + room.Length));
        var a = new Complex[size];
        for (var i = 0; i < size; i++) a[i] = new Complex(i < x.Length ? x[i] : 0, i < room.Length ? room[i] : 0);
        Transform(a, -1);
        // Two real signals in one transform: even part is x, odd part is the room.
        var product = new Complex[size];
        for (var k = 0; k < size; k++)
        {
            var mirror = Complex.Conjugate(a[(size - k) % size]);
            product[k] = (a[k] + mirror) / 2 * ((a[k] - mirror) / new Complex(0, 2));
        }
        Transform(product, 1);
        var y = new double[x.Length];
        for (var i = 0; i < y.Length; i++) y[i] = x[i] + product[i].Real / size;
        return y;
    }

    // Cooley and Tukey, radix 2, in place.
    private static void Transform(Complex[] a, int sign)
    {
        for (int i = 1, j = 0; i < a.Length; i++)
        {
            var bit = a.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (a[i], a[j]) = (a[j], a[i]);
        }
        for (var span = 2; span <= a.Length; span <<= 1)
        {
            var turns = new Complex[span / 2];
            for (var k = 0; k < turns.Length; k++) turns[k] = Complex.FromPolarCoordinates(1, sign * 2 * Math.PI * k / span);
            for (var start = 0; start < a.Length; start += span)
                for (var k = 0; k < span / 2; k++)
                {
                    var (even, odd) = (a[start + k], a[start + k + span / 2] * turns[k]);
                    (a[start + k], a[start + k + span / 2]) = (even + odd, even - odd);
                }
        }
    }
}
