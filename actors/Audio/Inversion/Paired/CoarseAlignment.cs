using System.Numerics;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Where the reference may stand against the target: to a few milliseconds, of two files of hours to a tenth of a second.</summary>
/// <param name="Delay">The reference's time of an event minus the target's.</param>
/// <param name="Likeness">Correlation coefficient of the onsets there, 0…1; different music stays below 0.4.</param>
public sealed record CoarseAlignment(Seconds Delay, double Likeness)
{
    private const int Candidates = 6;
    // Peaks closer than this are one: the width of the smoothed onsets.
    private const int ApartSteps = 12;
    /// <summary>
    /// Steps that the shorter and the longer file may have, 11 minutes and 3 hours of single ones; longer files are compared in joined
    /// steps. That bounds the memory, and the longer the files, the further a drift of the clocks moves their ends against each other.
    /// </summary>
    private const int MostOfShorter = 1 << 17, MostOfLonger = 1 << 21;
    private const int LeastSize = 1 << 14;

    /// <summary>
    /// Cross-correlates the onsets of whole files. Music that repeats itself has several good delays: the best few are given, most
    /// alike first. Any delay at which the files still overlap by a quarter of the shorter is found.
    /// </summary>
    public static IReadOnlyList<CoarseAlignment> Find(OnsetEnvelope target, OnsetEnvelope reference, IFourier fourier)
    {
        var (least, most) = (Math.Min(target.Steps, reference.Steps), Math.Max(target.Steps, reference.Steps));
        if (least < 100) throw new NotPairedException("Less than half a second to compare: give longer files, or use mode b.");
        var joined = Math.Max((least - 1) / MostOfShorter, (most - 1) / MostOfLonger) + 1;
        var (t, r) = (Smooth(target.Onsets(joined)), Smooth(reference.Onsets(joined)));
        var (shorter, longer, step) = t.Length <= r.Length ? (t, r, OnsetEnvelope.StepSeconds * joined) : (r, t, -OnsetEnvelope.StepSeconds * joined);
        var likeness = Correlate(shorter, longer, fourier);
        var found = new List<CoarseAlignment>();
        for (var n = 0; n < Candidates; n++)
        {
            var best = 0;
            for (var i = 1; i < likeness.Length; i++)
                if (likeness[i] > likeness[best]) best = i;
            if (likeness[best] <= 0) break;
            found.Add(new CoarseAlignment(new Seconds((best - (shorter.Length - 1)) * step), likeness[best]));
            Array.Clear(likeness, Math.Max(0, best - ApartSteps), Math.Min(likeness.Length, best + ApartSteps + 1) - Math.Max(0, best - ApartSteps));
        }
        return found;
    }

    /// <summary>
    /// The correlation coefficient at every lag of the longer against the shorter, from 1 − the shorter's length on; 0 where they overlap
    /// too little. Transforms are as large as the shorter needs: the longer is gone through in overlapping segments.
    /// </summary>
    private static double[] Correlate(double[] shorter, double[] longer, IFourier fourier)
    {
        var (energyS, energyL) = (Energy(shorter), Energy(longer));
        var likeness = new double[shorter.Length + longer.Length - 1];
        var size = Math.Max(LeastSize, (int)BitOperations.RoundUpToPowerOf2((uint)shorter.Length * 2));
        using var plan = fourier.Real(size);
        var (fixedPart, segment, product) = (new TransformBuffer(plan), new TransformBuffer(plan), new TransformBuffer(plan));
        shorter.CopyTo(fixedPart.Samples, 0);
        fixedPart.Forward();
        // Lags whose sums do not reach beyond the segment.
        var whole = size - shorter.Length + 1;
        for (var start = 1 - shorter.Length; start < longer.Length; start += whole)
        {
            var (first, last) = (Math.Max(0, start), Math.Min(longer.Length, start + size));
            Array.Clear(segment.Samples);
            longer.AsSpan(first..last).CopyTo(segment.Samples.AsSpan(first - start));
            segment.Forward();
            product.ClearSpectrum();
            product.AddCross(fixedPart, segment);
            product.Inverse();
            for (var lag = start; lag < Math.Min(start + whole, longer.Length); lag++)
            {
                var (from, to) = (Math.Max(0, -lag), Math.Min(shorter.Length, longer.Length - lag));
                if (to - from < shorter.Length / 4) continue;
                var energy = (energyS[to] - energyS[from]) * (energyL[to + lag] - energyL[from + lag]);
                likeness[lag + shorter.Length - 1] = energy <= 0 ? 0 : product.Samples[lag - start] / Math.Sqrt(energy);
            }
        }
        return likeness;
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
