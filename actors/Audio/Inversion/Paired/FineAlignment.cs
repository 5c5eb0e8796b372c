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
        if (measures.Count == 0) throw new NotPairedException("No stretch of the two files lines up: they are not the same performance. Use mode b.");
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

/// <summary>Delay of one block by phase correlation (generalised cross-correlation with phase transform, Knapp and Carter 1976).</summary>
public static class PhaseCorrelation
{
    public const int BlockFrames = 131072;
    public const double MinimumSharpness = 8;

    /// <summary>
    /// Measures how much later (positive) the reference block is. Both blocks hold <see cref="BlockFrames"/> samples; delays to a
    /// quarter of that are found.
    /// </summary>
    public static (double Delay, double Sharpness) Measure(IFourierTransform plan, ReadOnlySpan<double> target, ReadOnlySpan<double> reference)
    {
        var size = plan.Size;
        var t = CrossSpectrum.Forward(plan, CrossSpectrum.Windowed(target, size));
        var r = CrossSpectrum.Forward(plan, CrossSpectrum.Windowed(reference, size));
        var floor = 1e-7 * Math.Sqrt(MeanPower(t) * MeanPower(r));
        for (var k = 0; k < t.Length; k++)
        {
            var cross = r[k] * System.Numerics.Complex.Conjugate(t[k]);
            var hertz = k * 48000.0 / size;
            // Whitened where both have something to say; the ends of the band hold noise and lossy codecs' rubbish.
            t[k] = hertz is < 60 or > 12000 ? 0 : cross / (System.Numerics.Complex.Abs(cross) + floor);
        }
        var correlation = CrossSpectrum.Inverse(plan, t);
        var best = 0;
        double squares = 0;
        for (var i = 0; i < size; i++) squares += correlation[i] * correlation[i];
        for (var lag = -size / 4; lag <= size / 4; lag++)
            if (correlation[(lag + size) % size] > correlation[(best + size) % size]) best = lag;
        var peak = correlation[(best + size) % size];
        var before = correlation[(best - 1 + size) % size];
        var after = correlation[(best + 1 + size) % size];
        var curvature = before - 2 * peak + after;
        var fraction = curvature < 0 ? 0.5 * (before - after) / curvature : 0;
        return (best + Math.Clamp(fraction, -0.5, 0.5), peak / Math.Sqrt(squares / size + 1e-30));
    }

    private static double MeanPower(System.Numerics.Complex[] spectrum)
    {
        double sum = 0;
        foreach (var c in spectrum) sum += c.Real * c.Real + c.Imaginary * c.Imaginary;
        return sum / spectrum.Length;
    }
}
