using System.Numerics;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Where the reference may stand against the target, to a few milliseconds.</summary>
/// <param name="Delay">The reference's time of an event minus the target's.</param>
/// <param name="Likeness">Correlation coefficient of the onsets there, 0…1; different music stays below 0.4.</param>
public sealed record CoarseAlignment(Seconds Delay, double Likeness)
{
    private const int Candidates = 6;
    // Peaks closer than this are one: the width of the smoothed onsets.
    private const int ApartSteps = 12;

    /// <summary>
    /// Cross-correlates the onsets of whole files. Music that repeats itself has several good delays: the best few are given, most
    /// alike first. Any delay at which the files still overlap by a quarter of the shorter is found.
    /// </summary>
    public static IReadOnlyList<CoarseAlignment> Find(OnsetEnvelope target, OnsetEnvelope reference, IFourier fourier)
    {
        var t = Smooth(target.Onsets());
        var r = Smooth(reference.Onsets());
        if (t.Length < 100 || r.Length < 100)
            throw new NotPairedException("Less than half a second to compare: give longer files, or use mode b.");
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(t.Length + r.Length));
        using var plan = fourier.Real(size);
        var correlation = CrossSpectrum.Correlate(plan, t, r);
        var energyT = Energy(t);
        var energyR = Energy(r);
        var minimumOverlap = Math.Min(t.Length, r.Length) / 4;
        var first = -(t.Length - 1);
        var likeness = new double[t.Length + r.Length - 1];
        for (var i = 0; i < likeness.Length; i++)
        {
            var lag = first + i;
            var from = Math.Max(0, -lag);
            var to = Math.Min(t.Length, r.Length - lag);
            if (to - from < minimumOverlap) continue;
            var energy = (energyT[to] - energyT[from]) * (energyR[to + lag] - energyR[from + lag]);
            likeness[i] = energy <= 0 ? 0 : correlation[(lag % size + size) % size] / Math.Sqrt(energy);
        }
        var found = new List<CoarseAlignment>();
        for (var n = 0; n < Candidates; n++)
        {
            var best = 0;
            for (var i = 1; i < likeness.Length; i++)
                if (likeness[i] > likeness[best]) best = i;
            if (likeness[best] <= 0) break;
            found.Add(new CoarseAlignment(new Seconds((first + best) * OnsetEnvelope.StepSeconds), likeness[best]));
            Array.Clear(likeness, Math.Max(0, best - ApartSteps), Math.Min(likeness.Length, best + ApartSteps + 1) - Math.Max(0, best - ApartSteps));
        }
        return found;
    }

    private static double[] Energy(double[] x)
    {
        var sums = new double[x.Length + 1];
        for (var i = 0; i < x.Length; i++) sums[i + 1] = sums[i] + x[i] * x[i];
        return sums;
    }

    // A drift of 100 ppm moves events by 18 ms over three minutes: widen the onsets so that their correlation survives it.
    private static double[] Smooth(double[] x)
    {
        ReadOnlySpan<double> kernel = [0.25, 0.5, 1, 0.5, 0.25];
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            for (var k = -2; k <= 2; k++)
                if (i + k >= 0 && i + k < x.Length) y[i] += kernel[k + 2] * x[i + k];
        return y;
    }
}
