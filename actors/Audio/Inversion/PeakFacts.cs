using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>Peak and loudness of a profile.</summary>
/// <param name="PeakToLoudness">True peak without DC − integrated loudness, dB.</param>
internal readonly record struct PeakFacts(double PeakToLoudness, Lufs Integrated)
{
    public static PeakFacts From(SoundProfile profile) => new(profile.Dynamics.PeakToLoudness.Value, profile.Loudness.Reading.Integrated);

    /// <summary>The level that the peaks of 50 ms stay below in 95 % of the time: the level's own percentile plus the usual crest.</summary>
    public static double PeakLevel95(SoundProfile profile)
    {
        var level = profile.Dynamics.Rms50Ms.Percentile(0.95);
        var crest = profile.Dynamics.Crest50Ms.Percentile(0.5);
        return double.IsNaN(level) || double.IsNaN(crest) ? double.NegativeInfinity : level + crest;
    }
}
