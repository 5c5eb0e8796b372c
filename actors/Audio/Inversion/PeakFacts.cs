using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>Peaks and levels of a profile without its DC offset, which is a fault and no part of a style.</summary>
internal readonly record struct PeakFacts(Decibels TruePeak, Lufs Integrated)
{
    /// <summary>True peak − integrated loudness, dB.</summary>
    public double PeakToLoudness => TruePeak.Value - Integrated.Value;

    public static PeakFacts From(SoundProfile profile)
    {
        var reading = profile.Loudness.Reading;
        var offset = profile.Defects.DcOffset.Length == 0 ? 0 : profile.Defects.DcOffset.Max(Math.Abs);
        var peak = reading.TruePeak.Amplitude;
        // The highest peak stands on the side of the offset.
        return new PeakFacts(peak > offset ? Decibels.FromAmplitude(peak - offset) : reading.TruePeak, reading.Integrated);
    }

    /// <summary>The level that the peaks of 50 ms stay below in 95 % of the time: the level's own percentile plus the usual crest.</summary>
    public static double PeakLevel95(SoundProfile profile)
    {
        var level = profile.Dynamics.Rms50Ms.Percentile(0.95);
        var crest = profile.Dynamics.Crest50Ms.Percentile(0.5);
        return double.IsNaN(level) || double.IsNaN(crest) ? double.NegativeInfinity : level + crest;
    }
}
