using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>The stages that matching may use.</summary>
[Flags]
public enum StyleStages
{
    None = 0,
    Eq = 1,
    MatchFir = 2,
    Compressor = 4,
    Rider = 8,
    Exciter = 16,
    Width = 32,
    /// <summary>Gain towards the wanted loudness. The limiter that keeps the ceiling stays whatever is switched off.</summary>
    Loudness = 64,
    Reverb = 128,
    Pitch = 256,
    /// <summary>What matching of different music uses unless told otherwise.</summary>
    Unpaired = Eq | MatchFir | Compressor | Rider | Exciter | Width | Loudness,
}

/// <summary>How far and with which stages a style is matched.</summary>
public sealed record InversionOptions
{
    public StyleStages Stages { get; init; } = StyleStages.Unpaired;
    /// <summary>0 to 100: share of every stage; 0 leaves the target as it is.</summary>
    public double Amount { get; init; } = 100;
    /// <summary>True peak that the render never exceeds, dBTP, −20 to 0.</summary>
    public Decibels Ceiling { get; init; } = new(-1);
    /// <summary>Integrated loudness in place of the reference's.</summary>
    public Lufs? Loudness { get; init; }
    /// <summary>Impulse response for the reverb stage; null synthesises one from the reference's decay.</summary>
    public string? ImpulseResponse { get; init; }

    /// <summary>Everything but the match FIR.</summary>
    public static InversionOptions EqOnly { get; } = new() { Stages = StyleStages.Unpaired & ~StyleStages.MatchFir };

    public bool Uses(StyleStages stage) => (Stages & stage) != 0;

    /// <exception cref="ArgumentOutOfRangeException">A value outside of its range.</exception>
    public void Validate()
    {
        if (!(Amount is >= 0 and <= 100)) throw new ArgumentOutOfRangeException(nameof(Amount), Amount, "The amount is 0 to 100.");
        if (!(Ceiling.Value is >= -20 and <= 0)) throw new ArgumentOutOfRangeException(nameof(Ceiling), Ceiling, "The ceiling is −20 to 0 dBTP.");
        if (Loudness is { } l && !(l.Value is >= -60 and <= 0)) throw new ArgumentOutOfRangeException(nameof(Loudness), l, "The loudness is −60 to 0 LUFS.");
    }
}
