using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// A fast expander of peaks, where the reference's transients stand out more than the target's: its peaks over the loudness and its crest in
/// windows of 50 ms both say so. What narrows peaks is the limiter.
/// </summary>
internal static class CrestFit
{
    /// <summary>Least difference of the 90th percentile of the crest in 50 ms, dB.</summary>
    private const double LeastCrest = 2;
    /// <summary>Least distance of the peaks over the loudness that is worth a stage, dB.</summary>
    private const double LeastMissing = 1.5;
    private const double MostSlope = 1.8;
    private static readonly Seconds Attack = new(0.001), Release = new(0.060);

    /// <summary>Null where the transients are strong enough.</summary>
    /// <param name="missing">What the peaks lack over the loudness, dB, as far as the ceiling has room.</param>
    /// <param name="change">Level change between the target and what arrives at the stage, dB.</param>
    public static CompressorSpec? Fit(SoundProfile reference, SoundProfile target, double missing, double change)
    {
        if (!(missing >= LeastMissing) || !StandsOut(reference, target)) return null;
        var threshold = PeakFacts.PeakLevel95(target) + change;
        var span = target.Loudness.Reading.TruePeak.Value + change - threshold;
        if (!(span > 1)) return null;
        return new CompressorSpec
        {
            Threshold = new Decibels(Math.Clamp(threshold, -80, 0)),
            Ratio = 1 / Math.Clamp(1 + missing / span, 1, MostSlope),
            Attack = Attack,
            Release = Release,
            Detector = Detector.Peak,
        };
    }

    /// <summary>Whether the reference's transients are the stronger ones.</summary>
    public static bool StandsOut(SoundProfile reference, SoundProfile target) =>
        reference.Dynamics.Crest50Ms.Percentile(0.9) - target.Dynamics.Crest50Ms.Percentile(0.9) >= LeastCrest;

    public static bool Is(CompressorSpec compressor) => compressor is { Detector: Detector.Peak, Ratio: < 1 };

    /// <summary>The expander that brings what is still missing; its threshold goes with the level that arrives.</summary>
    public static CompressorSpec Corrected(CompressorSpec used, SoundProfile target, double missing, double step)
    {
        var span = Math.Max(target.Loudness.Reading.TruePeak.Value - PeakFacts.PeakLevel95(target), 1);
        return used with
        {
            Threshold = new Decibels(Math.Clamp(used.Threshold.Value + step, -80, 0)),
            Ratio = 1 / Math.Clamp(1 / used.Ratio + missing / span, 1, MostSlope),
        };
    }
}
