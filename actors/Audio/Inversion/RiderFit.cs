using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>A slow rider that narrows the loudness range to the reference's. It cannot widen.</summary>
internal static class RiderFit
{
    public const double MaxDb = 3, RateDbPerSecond = 1;
    /// <summary>Ranges nearer than this are left alone, LU.</summary>
    public const double Tolerance = 1;
    /// <summary>A rider with an amount of 1 narrows by about this share as long as its cap does not bind.</summary>
    private const double Effect = 0.8;
    private const double LeastAmount = 0.05;

    /// <param name="range">Loudness range that arrives at the rider, LU.</param>
    /// <param name="level">Integrated loudness that arrives.</param>
    public static RiderSpec? Fit(double referenceRange, double range, Lufs level)
    {
        var change = range - referenceRange;
        if (change <= Tolerance) return null;
        var amount = Math.Min(change / Math.Max(range, 1) / Effect, 1);
        if (amount < LeastAmount || !double.IsFinite(level.Value)) return null;
        return new RiderSpec
        {
            Target = new Lufs(Math.Clamp(level.Value, -60, 0)),
            Amount = amount,
            Max = new Decibels(MaxDb),
            RateDbPerSecond = RateDbPerSecond,
            Gate = new Lufs(Math.Clamp(level.Value - 20, -80, -20)),
        };
    }

    /// <summary>The rider with the amount that its effect so far asks for. Its target moves with the level that arrives and with nothing else, so that a gain behind it is not fought.</summary>
    /// <param name="range">Loudness range that arrives at it, LU.</param>
    /// <param name="shown">Loudness range behind it.</param>
    /// <param name="step">Change of the level that arrives, dB.</param>
    public static RiderSpec? Corrected(RiderSpec used, double referenceRange, double range, double shown, double step)
    {
        const double measurable = 0.3;
        var amount = used.Amount;
        if (range - shown > measurable) amount = Math.Clamp(amount * Math.Clamp((range - referenceRange) / (range - shown), 0.25, 2), 0, 1);
        if (amount < LeastAmount) return null;
        var target = Math.Clamp(used.Target.Value + step, -60, 0);
        return used with { Amount = amount, Target = new Lufs(target), Gate = new Lufs(Math.Clamp(target - 20, -80, -20)) };
    }
}
