using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>What a room, or a reverb, adds to the target to make the reference: y = direct·x + x∗wet, for left and right.</summary>
/// <param name="Direct">Linear gain of the sound that comes straight.</param>
/// <param name="Left">Impulse response at 48 kHz, without the direct sound.</param>
/// <param name="Right">Likewise, of the same length.</param>
/// <param name="Unexplained">Energy of the reference that direct sound and room do not explain, relative to it.</param>
/// <param name="Rt60">Time in which the response decays by 60 dB (T20 of ISO 3382-1); null where it does not decay by 25 dB.</param>
public sealed record RoomResponse(double Direct, double[] Left, double[] Right, Decibels Unexplained, Seconds? Rt60)
{
    /// <summary>Frames of 48 kHz, 0.7 s and 2.7 s: longer rooms are cut there.</summary>
    private const int LeastTaps = 32768, MostTaps = 131072;
    private const int Rate = 48000;
    /// <summary>How far a response is followed down.</summary>
    private const double DecayDb = 60;
    private const int MostStretches = 3;

    /// <summary>Root of the response's energy, mean of both channels.</summary>
    public double Norm => Math.Sqrt((Energy(Left) + Energy(Right)) / 2);

    /// <summary>The wet share of a reverb whose impulse response has unit energy; beside it goes <see cref="Gain"/>.</summary>
    public double Mix => Norm / (Direct + Norm);

    /// <summary>Gain that with <see cref="Mix"/> gives direct sound and room their levels.</summary>
    public Decibels Gain => Decibels.FromAmplitude(Direct + Norm);

    /// <summary>Deconvolves the reference by the target.</summary>
    /// <param name="excerpts">Stretches of 2 s or more.</param>
    /// <param name="direct">First guess of the direct sound's linear gain; negative ones count as 0.</param>
    public static RoomResponse Fit(IReadOnlyList<PairedExcerpt> excerpts, double direct, IFourier fourier)
    {
        direct = Math.Max(0, direct);
        var count = Math.Min(MostStretches, excerpts.Count);
        var used = Enumerable.Range(0, count).Select(i => excerpts[count == 1 ? 0 : i * (excerpts.Count - 1) / (count - 1)]).ToArray();
        var shortest = used.Min(e => e.Length);
        var first = Solved(LeastTaps);
        // The first 20 dB of the decay tell how long the whole is.
        var wanted = (int)Math.Min(MostTaps, (first.Rt60?.Value ?? 1) * Rate * DecayDb / 60);
        var taps = LeastTaps;
        while (taps < wanted && 6 * taps <= shortest) taps *= 2;
        return taps == LeastTaps ? first : Solved(taps);

        RoomResponse Solved(int taps)
        {
            // What identification and a shorter solution leave is large, and would lie beside this one.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var left = new ConvolutionLeastSquares(fourier, used, left: true, direct, taps);
            using var right = new ConvolutionLeastSquares(fourier, used, left: false, direct, taps);
            var (l, r) = (Array.Empty<double>(), Array.Empty<double>());
            Parallel.Invoke(() => l = left.Solve(), () => r = right.Solve());
            return Of(direct, l, r, left, right);
        }
    }

    private static RoomResponse Of(double direct, double[] left, double[] right, ConvolutionLeastSquares leftProblem, ConvolutionLeastSquares rightProblem)
    {
        var level = Math.Max(-direct, (left[0] + right[0]) / 2);
        left[0] -= level;
        right[0] -= level;
        var end = Math.Max(End(left), End(right));
        var (l, r) = (Faded(left, end), Faded(right, end));
        var ((leftRest, leftAll), (rightRest, rightAll)) = (leftProblem.Unexplained(l, level), rightProblem.Unexplained(r, level));
        var unexplained = Decibels.FromPower((leftRest + rightRest) / Math.Max(leftAll + rightAll, 1e-30) + 1e-15);
        return new RoomResponse(direct + level, l, r, unexplained, Decay(l, r));
    }

    // Where the decay goes under in what the deconvolution leaves as noise, which the end of the response shows.
    private static int End(double[] taps)
    {
        const int block = 960;
        var blocks = Math.Max(1, taps.Length / block);
        var power = Enumerable.Range(0, blocks).Select(b => taps.AsSpan(b * block, Math.Min(block, taps.Length)).ToArray().Average(v => v * v)).ToArray();
        var noise = power[(blocks * 7 / 8)..].Average();
        var last = Array.FindLastIndex(power, p => p > 4 * noise);
        return Math.Min(taps.Length, (last + 3) * block);
    }

    private static double[] Faded(double[] taps, int end)
    {
        var result = taps[..end];
        var fade = Math.Min(2400, end / 4);
        for (var i = 0; i < fade; i++) result[end - 1 - i] *= 0.5 - 0.5 * Math.Cos(Math.PI * i / fade);
        return result;
    }

    private static Seconds? Decay(double[] left, double[] right)
    {
        // Schroeder's backward integral, and the line from −5 to −25 dB on it.
        var curve = new double[left.Length];
        double sum = 0;
        for (var i = curve.Length - 1; i >= 0; i--) curve[i] = sum += left[i] * left[i] + right[i] * right[i];
        var from = Array.FindIndex(curve, e => e < sum * 0.31622776601683794);
        var to = Array.FindIndex(curve, e => e < sum * 0.0031622776601683794);
        return from < 0 || to <= from ? null : new Seconds((to - from) * 3.0 / Rate);
    }

    private static double Energy(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (var v in x) sum += v * v;
        return sum;
    }
}
