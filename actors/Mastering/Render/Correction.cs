using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// Decides from one rendering's measures whether another one is needed, and with which gain and ceiling. The loudness a gain brings
/// through a limiter is less than the gain: from the second rendering on its slope is known.
/// </summary>
internal sealed class Correction(Lufs? loudness, Decibels? ceiling, bool hasLimiter, Decibels tolerance)
{
    /// <summary>The rounding of a measure, not an allowance: the limiter aims below its ceiling.</summary>
    public const double CeilingToleranceDb = 0.005;
    private const double StepMarginDb = 0.02;
    /// <summary>Nearer than this to the limiter's bound, above or below it, another rendering is not worth its while.</summary>
    private const double ReductionToleranceDb = 0.5;
    private readonly List<(double Gain, double Loudness)> _seen = [];
    // Without a limiter: the gain with which the highest peak stands just below the ceiling.
    private double _mostGainDb = double.PositiveInfinity;
    // What a lossy codec adds to the peaks differs from rendering to rendering; doubled each time that it was too little.
    private double _ceilingMarginDb = 0.05;

    public double GainTrimDb { get; private set; }

    /// <summary>0 or less.</summary>
    public double CeilingTrimDb { get; private set; }

    /// <summary>Why the loudness was left where it is; null where it was reached or none was asked for.</summary>
    public string? Unreached { get; private set; }

    /// <returns>True when the file is to be rendered again with the trims as they now are.</returns>
    public bool IsNeeded(double loudnessNow, double truePeak, double reductionP95)
    {
        Unreached = null;
        var over = ceiling is { } most ? truePeak - most.Value : double.NegativeInfinity;
        var isOver = over > CeilingToleranceDb;
        if (hasLimiter && isOver)
        {
            CeilingTrimDb -= over + _ceilingMarginDb;
            _ceilingMarginDb *= 2;
        }
        if (!hasLimiter && ceiling is not null) _mostGainDb = Math.Min(_mostGainDb, GainTrimDb - over - StepMarginDb);

        var gain = GainTrimDb + Step(loudnessNow, reductionP95);
        if (gain > _mostGainDb)
        {
            var now = isOver ? _mostGainDb : Math.Max(_mostGainDb, GainTrimDb);
            if (loudness is { } wanted && wanted.Value - loudnessNow > now - GainTrimDb + tolerance.Value)
                Unreached = Wording.Say(
                    $"The loudness stays {wanted.Value - loudnessNow - (now - GainTrimDb):0.0} LU below the {wanted.Value:0.0} LUFS asked for: more gain would go over the ceiling, and there is no limiter.");
            gain = now;
        }
        var again = isOver || Math.Abs(gain - GainTrimDb) > StepMarginDb;
        if (again) GainTrimDb = gain;
        return again;
    }

    /// <summary>What the gain is to change by for the loudness alone.</summary>
    private double Step(double loudnessNow, double reductionP95)
    {
        if (loudness is not { } wanted || !double.IsFinite(loudnessNow)) return 0;
        var missing = wanted.Value - loudnessNow;
        if (Math.Abs(missing) <= tolerance.Value) return 0;
        var headroom = LimiterSpec.MostReduction.Value - reductionP95;
        if (missing > 0 && headroom < ReductionToleranceDb)
        {
            Unreached = Wording.Say($"The loudness stays {missing:0.0} LU below the {wanted.Value:0.0} LUFS aimed at: the limiter already reduces by {reductionP95:0.0} dB or more in 5 % of the time.");
            // What an earlier step gave too much is taken back; the gain that was asked for stays.
            return headroom < -ReductionToleranceDb ? Math.Max(headroom, -Math.Max(0, GainTrimDb)) : 0;
        }
        var slope = 1.0;
        if (_seen.Count > 0 && Math.Abs(GainTrimDb - _seen[^1].Gain) > 0.01)
            slope = Math.Clamp((loudnessNow - _seen[^1].Loudness) / (GainTrimDb - _seen[^1].Gain), 0.25, 1.5);
        else if (missing > 0 && reductionP95 > 0.5) slope = 0.8;
        _seen.Add((GainTrimDb, loudnessNow));
        // A limiter at work reduces by as much more as the gain rises; one that rests does not say how far its bound is.
        var most = reductionP95 > 0 ? headroom : 24;
        return Math.Clamp(missing / slope, -24, most);
    }
}
