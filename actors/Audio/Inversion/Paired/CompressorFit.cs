using System.Buffers;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>A compressor found in a gain track.</summary>
/// <param name="Spec">Its parameters, makeup 0; null where the gain does not follow the level.</param>
/// <param name="Gain">Gain beside it.</param>
/// <param name="ResidualDb">Root mean square of measured minus modelled gain.</param>
/// <param name="ConstantResidualDb">The same with a constant gain alone.</param>
public sealed record CompressorFit(CompressorSpec? Spec, Decibels Gain, double ResidualDb, double ConstantResidualDb)
{
    // Below this the gain is as good as constant: lossy codecs and small misalignments move it as much.
    private const double AudibleDb = 0.35;

    /// <summary>A constant gain, for what is known to be no compressor's.</summary>
    public static CompressorFit Constant(IReadOnlyList<(LevelSteps Levels, GainTrack Gain)> stretches)
    {
        var (gain, residual, _) = Evaluate(stretches, null);
        return new CompressorFit(null, new Decibels(gain), residual, residual);
    }

    /// <summary>Fits threshold, ratio, knee, times and detector so that the compressor's gain on x is the measured one.</summary>
    /// <param name="stretches">What goes into the compressor, and the gain measured after it, for each stretch.</param>
    public static CompressorFit Fit(IReadOnlyList<(LevelSteps Levels, GainTrack Gain)> stretches)
    {
        var constant = Evaluate(stretches, null);
        if (constant.Residual < AudibleDb) return new CompressorFit(null, new Decibels(constant.Gain), constant.Residual, constant.Residual);

        var levels = stretches.SelectMany(s => s.Levels.PeakDb.Where((_, i) => s.Gain.Weight[i] > 0 && i % 16 == 0)).Order().ToArray();
        if (levels.Length == 0) return new CompressorFit(null, new Decibels(constant.Gain), constant.Residual, constant.Residual);
        var candidates = new List<(double Value, double[] Point, Detector Detector)>();
        foreach (var detector in new[] { Detector.Rms, Detector.Peak })
            foreach (var quantile in new[] { 0.3, 0.55, 0.8 })
                foreach (var ratio in new[] { 1.8, 3.5, 8 })
                    foreach (var attack in new[] { 4.0, 25 })
                        foreach (var release in new[] { 80.0, 300 })
                        {
                            var point = Pack(levels[(int)(quantile * (levels.Length - 1))] - (detector == Detector.Rms ? 4 : 0), ratio, 4, attack, release, 10);
                            candidates.Add((Objective(stretches, point, detector), point, detector));
                        }
        double[] spread = [3, 0.15, 3, 0.5, 0.5, 0.5];
        var best = candidates.OrderBy(c => c.Value).Take(3).Select(c =>
        {
            var first = Simplex.Minimise(p => Objective(stretches, p, c.Detector), c.Point, spread, 140);
            // A second start from the end of the first frees a simplex that has collapsed.
            var second = Simplex.Minimise(p => Objective(stretches, p, c.Detector), first.Point, [.. spread.Select(s => s / 3)], 140);
            return (second.Point, second.Value, c.Detector);
        }).MinBy(c => c.Value);
        var spec = Unpack(best.Point, best.Detector);
        var fitted = Evaluate(stretches, spec);
        var explained = 1 - fitted.Residual * fitted.Residual / (constant.Residual * constant.Residual);
        if (explained < 0.35 || spec.Ratio < 1.1)
            return new CompressorFit(null, new Decibels(constant.Gain), constant.Residual, constant.Residual);
        return new CompressorFit(spec, new Decibels(fitted.Gain), fitted.Residual, constant.Residual);
    }

    // Threshold in dB, slope 1 − 1/ratio, knee in dB, and the three times in natural logarithms of ms: each about evenly sensitive.
    private static double[] Pack(double threshold, double ratio, double knee, double attackMs, double releaseMs, double rmsMs) =>
        [threshold, 1 - 1 / ratio, knee, Math.Log(attackMs), Math.Log(releaseMs), Math.Log(rmsMs)];

    private static CompressorSpec Unpack(double[] p, Detector detector) => new()
    {
        Threshold = new Decibels(Math.Clamp(p[0], -80, 0)),
        Ratio = 1 / (1 - Math.Clamp(p[1], 0, 0.98)),
        Knee = new Decibels(Math.Clamp(p[2], 0, 24)),
        Attack = new Seconds(Math.Clamp(Math.Exp(p[3]), 0.05, 500) / 1000),
        Release = new Seconds(Math.Clamp(Math.Exp(p[4]), 5, 5000) / 1000),
        RmsTime = new Seconds(Math.Clamp(Math.Exp(p[5]), 1, 500) / 1000),
        Detector = detector,
    };

    private static double Objective(IReadOnlyList<(LevelSteps, GainTrack)> stretches, double[] p, Detector detector)
    {
        // Outside the ranges the objective rises, so that the simplex turns back instead of lying on a plateau.
        double[] low = [-80, 0, 0, Math.Log(0.05), Math.Log(5), Math.Log(1)];
        double[] high = [0, 0.98, 24, Math.Log(500), Math.Log(5000), Math.Log(500)];
        double outside = 0;
        for (var i = 0; i < p.Length; i++) outside += Math.Max(0, low[i] - p[i]) + Math.Max(0, p[i] - high[i]);
        return Evaluate(stretches, Unpack(p, detector)).Robust + outside;
    }

    private static (double Gain, double Residual, double Robust) Evaluate(IReadOnlyList<(LevelSteps Levels, GainTrack Gain)> stretches, CompressorSpec? spec)
    {
        // Tried hundreds of times: from the pool, so that the tries leave nothing to collect.
        var differences = ArrayPool<double>.Shared.Rent(stretches.Sum(s => s.Gain.GainDb.Length));
        var model = ArrayPool<double>.Shared.Rent(stretches.Max(s => s.Gain.GainDb.Length));
        try
        {
            var count = 0;
            foreach (var (levels, gain) in stretches)
            {
                var modelled = model.AsSpan(0, gain.GainDb.Length);
                if (spec is null) modelled.Clear();
                else levels.GainDb(spec, modelled);
                // The first quarter second is the detector's own beginning.
                for (var s = 250; s < modelled.Length; s++)
                    if (gain.Weight[s] > 0) differences[count++] = gain.GainDb[s] - modelled[s];
            }
            return Misfit(differences.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(differences);
            ArrayPool<double>.Shared.Return(model);
        }
    }

    private static (double Gain, double Residual, double Robust) Misfit(ReadOnlySpan<double> used)
    {
        if (used.Length == 0) return (0, 0, 0);
        var offset = Centre(used);
        double squares = 0, robust = 0;
        foreach (var d in used)
        {
            var e = Math.Min(Math.Abs(d - offset), 6);
            squares += e * e;
            robust += e < 1 ? e * e : 2 * e - 1;
        }
        return (offset, Math.Sqrt(squares / used.Length), robust / used.Length);
    }

    // Mean of what lies within 2 dB of the mean, twice: nearly as cheap as a mean, nearly as robust as a median.
    private static double Centre(ReadOnlySpan<double> values)
    {
        double centre = 0;
        foreach (var v in values) centre += v / values.Length;
        for (var pass = 0; pass < 3; pass++)
        {
            double sum = 0;
            var count = 0;
            foreach (var v in values)
                if (Math.Abs(v - centre) < 2)
                {
                    sum += v;
                    count++;
                }
            if (count > 0) centre = sum / count;
        }
        return centre;
    }
}
