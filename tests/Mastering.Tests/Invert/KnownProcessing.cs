using System.Numerics;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>Textbook processing in plain code, independent of the product's, with which tests make references.</summary>
internal static class KnownProcessing
{
    /// <summary>Peaking filter of the Audio EQ Cookbook (Bristow-Johnson).</summary>
    public sealed class Bell
    {
        private readonly double _b0, _b1, _b2, _a1, _a2;

        public Bell(double hertz, double q, double gainDb, double rate)
        {
            var a = Math.Pow(10, gainDb / 40);
            var w = 2 * Math.PI * hertz / rate;
            var alpha = Math.Sin(w) / (2 * q);
            var a0 = 1 + alpha / a;
            _b0 = (1 + alpha * a) / a0;
            _b1 = -2 * Math.Cos(w) / a0;
            _b2 = (1 - alpha * a) / a0;
            _a1 = -2 * Math.Cos(w) / a0;
            _a2 = (1 - alpha / a) / a0;
        }

        public double ResponseDb(double hertz, double rate)
        {
            var z = Complex.Exp(new Complex(0, -2 * Math.PI * hertz / rate));
            return 20 * Math.Log10(Complex.Abs((_b0 + _b1 * z + _b2 * z * z) / (1 + _a1 * z + _a2 * z * z)));
        }

        public void Apply(double[] x)
        {
            double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
            for (var i = 0; i < x.Length; i++)
            {
                var y = _b0 * x[i] + _b1 * x1 + _b2 * x2 - _a1 * y1 - _a2 * y2;
                (x2, x1, y2, y1) = (x1, x[i], y1, y);
                x[i] = y;
            }
        }
    }

    /// <summary>Hard-knee compressor, linked: RMS detector of one time constant, separate attack and release on the gain in dB.</summary>
    public static void Compress(double[] left, double[] right, double rate, double thresholdDb, double ratio, double attackMs, double releaseMs, double rmsMs)
    {
        double squareLeft = 0, squareRight = 0, held = 0, reduction = 0;
        var mean = Math.Exp(-1000 / (rmsMs * rate));
        var attack = Math.Exp(-1000 / (attackMs * rate));
        var release = Math.Exp(-1000 / (releaseMs * rate));
        for (var i = 0; i < left.Length; i++)
        {
            squareLeft = mean * squareLeft + (1 - mean) * left[i] * left[i];
            squareRight = mean * squareRight + (1 - mean) * right[i] * right[i];
            var level = 10 * Math.Log10(Math.Max(squareLeft, squareRight) + 1e-20);
            var wanted = Math.Max(0, (level - thresholdDb) * (1 - 1 / ratio));
            held = Math.Max(wanted, release * held + (1 - release) * wanted);
            reduction = attack * reduction + (1 - attack) * held;
            var gain = Math.Pow(10, -reduction / 20);
            left[i] *= gain;
            right[i] *= gain;
        }
    }

    /// <summary>y(t) = x((t − delay)·(1 − drift)): what a later start on a slower clock records. 64-tap Blackman-windowed sinc.</summary>
    public static double[] DelayAndDrift(double[] x, double delayFrames, double driftPpm)
    {
        const double window = Math.PI / 33;
        var (cosines, sines) = (new double[64], new double[64]);
        for (var j = 0; j < 64; j++) (sines[j], cosines[j]) = Math.SinCos(window * (j - 31));
        var y = new double[x.Length];
        for (var n = 0; n < y.Length; n++)
        {
            var position = (n - delayFrames) / (1 + driftPpm * 1e-6);
            var whole = (int)Math.Floor(position);
            var fraction = position - whole;
            // d = fraction − (j − 31) at tap j: sin πd has the same size at every tap, cos(πd/33) is that of a difference.
            var sine = Math.Sin(Math.PI * fraction);
            var (s, c) = Math.SinCos(window * fraction);
            double sum = 0;
            for (var j = 0; j < 64; j++)
            {
                var k = whole + j - 31;
                if (k < 0 || k >= x.Length) continue;
                var d = fraction - (j - 31);
                var cosine = c * cosines[j] + s * sines[j];
                var blackman = 0.42 + 0.5 * cosine + 0.08 * (2 * cosine * cosine - 1);
                sum += x[k] * blackman * (Math.Abs(d) < 1e-12 ? 1 : (j % 2 == 1 ? sine : -sine) / (Math.PI * d));
            }
            y[n] = sum;
        }
        return y;
    }
}
