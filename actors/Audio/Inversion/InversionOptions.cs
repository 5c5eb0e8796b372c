using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>How far and with which stages a style is matched.</summary>
public sealed record InversionOptions
{
    /// <summary>The limiter that keeps the ceiling is in every style; who wants none takes it out.</summary>
    public Stages Stages { get; init; } = Stages.Default;
    /// <summary>0 to 100: share of every stage; 0 leaves the target as it is.</summary>
    public double Amount { get; init; } = 100;
    /// <summary>True peak that the render never exceeds, dBTP, −20 to 0.</summary>
    public Decibels Ceiling { get; init; } = new(-1);
    /// <summary>Integrated loudness in place of the reference's.</summary>
    public Lufs? Loudness { get; init; }
    /// <summary>Impulse response for the reverb stage; null synthesises one from the reference's decay.</summary>
    public string? ImpulseResponse { get; init; }

    /// <summary>Everything but the match FIR.</summary>
    public static InversionOptions EqOnly { get; } = new() { Stages = Stages.Default & ~Stages.MatchFir };

    public bool Uses(Stages stage) => (Stages & stage) != 0;

    /// <exception cref="ArgumentOutOfRangeException">A value outside of its range.</exception>
    public void Validate()
    {
        if (!(Amount is >= 0 and <= 100)) throw new ArgumentOutOfRangeException(nameof(Amount), Amount, "The amount is 0 to 100.");
        if (!(Ceiling.Value is >= -20 and <= 0)) throw new ArgumentOutOfRangeException(nameof(Ceiling), Ceiling, "The ceiling is −20 to 0 dBTP.");
        if (Loudness is { } l && !(l.Value is >= -60 and <= 0)) throw new ArgumentOutOfRangeException(nameof(Loudness), l, "The loudness is −60 to 0 LUFS.");
    }
}
