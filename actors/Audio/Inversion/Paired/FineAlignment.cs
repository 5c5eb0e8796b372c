using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>The line on which the reference's clock runs against the target's.</summary>
/// <param name="OffsetFrames">Delay of the reference at target frame 0, in frames of 48 kHz, with fraction.</param>
/// <param name="DriftPpm">Frames that the reference gains per million of the target.</param>
/// <param name="ScatterFrames">Median distance of the measured delays from the line.</param>
public sealed record FineAlignment(double OffsetFrames, double DriftPpm, double ScatterFrames)
{
    /// <summary>Position in the reference of a position in the target.</summary>
    public double Map(double targetFrame) => OffsetFrames + targetFrame * (1 + DriftPpm * 1e-6);

    /// <summary>Robust line (Theil–Sen) through measured delays.</summary>
    public static FineAlignment Fit(IReadOnlyList<DelayMeasure> measures)
    {
        if (measures.Count == 0) throw new NotPairedException("No stretch of the two files lines up: they are not the same performance. Use mode b, which matches different music.");
        var strong = measures.OrderByDescending(m => m.Sharpness).Take(Math.Max(4, measures.Count * 3 / 4)).ToArray();
        var slopes = new List<double>();
        for (var i = 0; i < strong.Length; i++)
            for (var j = 0; j < i; j++)
                if (Math.Abs(strong[i].At - strong[j].At) > 48000) slopes.Add((strong[i].Delay - strong[j].Delay) / (strong[i].At - strong[j].At));
        var slope = slopes.Count == 0 ? 0 : Median(slopes);
        // A clock is never off by more: what looks like it is a wrong peak.
        if (Math.Abs(slope) > 2e-3) slope = 0;
        var offset = Median([.. strong.Select(m => m.Delay - slope * m.At)]);
        var near = strong.Where(m => Math.Abs(m.Delay - slope * m.At - offset) < 3).ToArray();
        if (near.Length >= 3)
        {
            // Least squares over what agrees: a tenth of a frame over minutes is a tenth of a ppm.
            var meanAt = near.Average(m => m.At);
            var meanDelay = near.Average(m => m.Delay);
            var variance = near.Sum(m => (m.At - meanAt) * (m.At - meanAt));
            if (variance > 0) slope = near.Sum(m => (m.At - meanAt) * (m.Delay - meanDelay)) / variance;
            offset = meanDelay - slope * meanAt;
        }
        var scatter = Median([.. strong.Select(m => Math.Abs(m.Delay - slope * m.At - offset))]);
        return new FineAlignment(offset, slope * 1e6, scatter);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[values.Count / 2 - 1] + values[values.Count / 2]) / 2;
    }
}

/// <summary>A delay of the reference measured at one place.</summary>
/// <param name="At">Target frame at the middle of the block.</param>
/// <param name="Delay">Frames, with fraction.</param>
/// <param name="Sharpness">Peak of the phase correlation over its mean square root; below 8 it is noise.</param>
public readonly record struct DelayMeasure(double At, double Delay, double Sharpness);
