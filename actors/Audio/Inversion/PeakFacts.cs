using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>Peak and loudness of a profile.</summary>
internal readonly record struct PeakFacts(Decibels TruePeak, Lufs Integrated)
{
    /// <summary>True peak − integrated loudness, dB.</summary>
    public double PeakToLoudness => TruePeak.Value - Integrated.Value;

    public static PeakFacts From(SoundProfile profile)
    {
        var reading = profile.Loudness.Reading;
        return new PeakFacts(reading.TruePeak, reading.Integrated);
    }

    /// <summary>The level that the peaks of 50 ms stay below in 95 % of the time: the level's own percentile plus the usual crest.</summary>
    public static double PeakLevel95(SoundProfile profile)
    {
        var level = profile.Dynamics.Rms50Ms.Percentile(0.95);
        var crest = profile.Dynamics.Crest50Ms.Percentile(0.5);
        return double.IsNaN(level) || double.IsNaN(crest) ? double.NegativeInfinity : level + crest;
    }
}
