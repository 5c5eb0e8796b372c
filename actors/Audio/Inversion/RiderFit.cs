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

    /// <param name="range">Loudness range that arrives at the rider, LU.</param>
    /// <param name="level">Integrated loudness that arrives.</param>
    /// <param name="used">Amount in use; what is left is added to it.</param>
    public static RiderSpec? Fit(double referenceRange, double range, Lufs level, double used = 0)
    {
        var change = range - referenceRange;
        if (Math.Abs(change) <= Tolerance && used == 0) return null;
        var original = used == 0 ? range : range / Math.Max(1 - Effect * used, 0.2);
        var amount = Math.Clamp(used + change / Math.Max(original, 1) / Effect, 0, 1);
        if (amount < 0.05 || !double.IsFinite(level.Value)) return null;
        return new RiderSpec
        {
            Target = new Lufs(Math.Clamp(level.Value, -60, 0)),
            Amount = amount,
            Max = new Decibels(MaxDb),
            RateDbPerSecond = RateDbPerSecond,
            Gate = new Lufs(Math.Clamp(level.Value - 20, -80, -20)),
        };
    }
}
