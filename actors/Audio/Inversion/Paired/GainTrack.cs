namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// The gain over time between two stereo signals that are alike but for it, in steps of 1 ms at 48 kHz: least squares of y = g·x in a
/// Hann window of 5 ms.
/// </summary>
public sealed class GainTrack
{
    public const int StepFrames = 48;
    private const int WindowSteps = 5;
    // The gain is the same at all frequencies, but bass drums sound only while it is low: measured on the bass it could not be told
    // from the bass's own response. A first difference lets the whole spectrum speak.
    private const double Emphasis = 0.97;

    private GainTrack(double[] gainDb, double[] weight)
    {
        GainDb = gainDb;
        Weight = weight;
    }

    /// <summary>dB per step; where the weight is 0 there was nothing to measure.</summary>
    public double[] GainDb { get; }

    /// <summary>0 or 1: enough level, and alike enough for the gain to mean something.</summary>
    public double[] Weight { get; }

    /// <summary>Of two channels, or of mid and side, which measure the same; y is at least as long as x.</summary>
    public static GainTrack Measure(ReadOnlySpan<float> xl, ReadOnlySpan<float> xr, ReadOnlySpan<float> yl, ReadOnlySpan<float> yr)
    {
        var steps = xl.Length / StepFrames;
        var xy = new double[steps];
        var xx = new double[steps];
        var yy = new double[steps];
        for (var s = 0; s < steps; s++)
            for (var i = Math.Max(1, s * StepFrames); i < (s + 1) * StepFrames; i++)
            {
                var a = xl[i] - Emphasis * xl[i - 1];
                var b = xr[i] - Emphasis * xr[i - 1];
                var c = yl[i] - Emphasis * yl[i - 1];
                var d = yr[i] - Emphasis * yr[i - 1];
                xy[s] += a * c + b * d;
                xx[s] += a * a + b * b;
                yy[s] += c * c + d * d;
            }
        var mean = xx.Average();
        var gain = new double[steps];
        var weight = new double[steps];
        for (var s = 0; s < steps; s++)
        {
            double a = 0, b = 0, c = 0;
            for (var k = -(WindowSteps / 2); k <= WindowSteps / 2; k++)
            {
                if (s + k < 0 || s + k >= steps) continue;
                var w = 0.5 + 0.5 * Math.Cos(2 * Math.PI * k / (WindowSteps + 1));
                a += w * xy[s + k];
                b += w * xx[s + k];
                c += w * yy[s + k];
            }
            // 40 dB below the mean, or less than nine tenths explained: no measure of the gain.
            if (b < 1e-4 * mean || b <= 0 || a <= 0 || a * a < 0.9 * b * c) continue;
            gain[s] = 20 * Math.Log10(a / b);
            weight[s] = 1;
        }
        Hold(gain, weight);
        return new GainTrack(gain, weight);
    }

    /// <summary>The same by another scale of x.</summary>
    public GainTrack Raised(double db) => new([.. GainDb.Select(g => g + db)], Weight);

    /// <summary>Multiplies x by the gain, interpolated in dB between the steps' centres.</summary>
    public void Apply(Span<float> x)
    {
        const int half = StepFrames / 2;
        for (var s = -1; s < GainDb.Length; s++)
        {
            var from = GainDb[Math.Max(s, 0)];
            var to = GainDb[Math.Min(s + 1, GainDb.Length - 1)];
            var gain = Math.Pow(10, from / 20);
            var ratio = Math.Pow(10, (to - from) / (20.0 * StepFrames));
            var (first, last) = (s * StepFrames + half, s == GainDb.Length - 1 ? x.Length : Math.Min(x.Length, (s + 1) * StepFrames + half));
            for (var i = first; i < last; i++, gain *= ratio)
                if (i >= 0) x[i] = (float)(x[i] * gain);
        }
    }

    private static void Hold(double[] gain, double[] weight)
    {
        var last = Array.FindIndex(weight, w => w > 0);
        if (last < 0) return;
        Array.Fill(gain, gain[last], 0, last);
        for (var s = last + 1; s < gain.Length; s++)
            if (weight[s] == 0) gain[s] = gain[s - 1];
    }
}
