using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    public void Read(ReadOnlySpan<double> source, double first, double step, Span<float> output)
    {
        Span<double> edge = stackalloc double[2 * HalfTaps];
        for (var n = 0; n < output.Length; n++)
        {
            var position = first + n * step;
            var whole = (long)Math.Floor(position);
            var phase = (position - whole) * Phases;
            var entry = (int)phase;
            var start = whole - (HalfTaps - 1);
            ReadOnlySpan<double> taps = edge;
            if (start >= 0 && start + 2 * HalfTaps <= source.Length)
            {
                taps = source.Slice((int)start, 2 * HalfTaps);
            }
            else
            {
                for (var k = 0; k < edge.Length; k++) edge[k] = start + k >= 0 && start + k < source.Length ? source[(int)(start + k)] : 0;
            }
            output[n] = (float)Interpolated(taps, entry, phase - entry);
        }
    }

    // Four sums, whatever the machine: the order of adding is part of the result. Compiled where it runs, for code compiled ahead of time
    // cannot inline the framework's loads of vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Interpolated(ReadOnlySpan<double> taps, int entry, double between)
    {
        var low = _table.AsSpan(entry * 2 * HalfTaps, 2 * HalfTaps);
        var high = _table.AsSpan((entry + 1) * 2 * HalfTaps, 2 * HalfTaps);
        var (lows, highs) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var k = 0; k < 2 * HalfTaps; k += 4)
        {
            var sample = Vector256.Create(taps[k..]);
            lows += sample * Vector256.Create<double>(low[k..]);
            highs += sample * Vector256.Create<double>(high[k..]);
        }
        var (l, h) = (Vector256.Sum(lows), Vector256.Sum(highs));
        return l + between * (h - l);
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
