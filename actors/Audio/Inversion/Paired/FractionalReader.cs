namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// Reads a signal at positions between its samples: a sinc of 64 taps under a Kaiser window (β = 12, about −115 dB), tabulated at
/// 1/512 frame and interpolated linearly between entries.
/// </summary>
public sealed class FractionalReader
{
    private const int HalfTaps = 32;
    private const int Phases = 512;
    private const double Beta = 12;
    private readonly double[] _table = new double[(Phases + 1) * 2 * HalfTaps];

    public FractionalReader()
    {
        for (var p = 0; p <= Phases; p++)
            for (var k = 0; k < 2 * HalfTaps; k++)
            {
                var x = k - (HalfTaps - 1) - p / (double)Phases;
                var sinc = Math.Abs(x) < 1e-12 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
                var r = x / HalfTaps;
                _table[p * 2 * HalfTaps + k] = Math.Abs(r) >= 1 ? 0 : sinc * BesselI0(Beta * Math.Sqrt(1 - r * r)) / BesselI0(Beta);
            }
    }

    /// <summary>output[n] = source at first + n·step; positions outside the source read zero.</summary>
    public void Read(ReadOnlySpan<double> source, double first, double step, Span<double> output)
    {
        for (var n = 0; n < output.Length; n++)
        {
            var position = first + n * step;
            var whole = (long)Math.Floor(position);
            var phase = (position - whole) * Phases;
            var entry = (int)phase;
            var between = phase - entry;
            var row = entry * 2 * HalfTaps;
            double low = 0, high = 0;
            var start = whole - (HalfTaps - 1);
            var from = (int)Math.Max(0, -start);
            var to = (int)Math.Min(2 * HalfTaps, source.Length - start);
            for (var k = from; k < to; k++)
            {
                var sample = source[(int)(start + k)];
                low += sample * _table[row + k];
                high += sample * _table[row + 2 * HalfTaps + k];
            }
            output[n] = low + between * (high - low);
        }
    }

    private static double BesselI0(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; k < 60; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
