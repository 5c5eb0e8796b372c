using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// What a render shows: its profile and how hard the limiter worked.
/// </summary>
/// <param name="LimiterReduction95">Reduction that 95 % of the 10 ms frames stay below, ≥ 0 dB.</param>
public sealed record RenderObservation(SoundProfile Profile, Decibels LimiterReduction95);

/// <summary>
/// Mode B: from the statistics of two different pieces of music to the parameters that give the one the sound of the other. Equalisers,
/// widths and gains act on power spectra exactly and are predicted; what dynamics do is estimated, and corrected from a measured render.
/// Thread-safe; pure.
/// </summary>
public static class StatisticalInversion
{
    /// <summary>Parameters from the two profiles alone.</summary>
    /// <exception cref="ArgumentException">Silence as reference or target, or options out of range.</exception>
    public static StyleParams Invert(SoundProfile reference, SoundProfile target, InversionOptions options)
    {
        options.Validate();
        RequireSound(reference, "reference");
        RequireSound(target, "target");
        if (options.Amount == 0) return StyleAmount.Scale(new StyleParams(), 0, target.Loudness.Reading.Integrated);
        return StyleAmount.Scale(new StyleSolver(reference, target, options).First(), options.Amount, target.Loudness.Reading.Integrated);
    }

    /// <summary>
    /// Parameters corrected by what a render with <paramref name="used"/> (at amount 100) shows. The profile is of the whole render, or of an
    /// excerpt carried over to the whole by <see cref="ExcerptProjection"/>. Two passes are enough; scale by <see cref="StyleAmount"/> after them.
    /// </summary>
    public static StyleParams Correct(
        StyleParams used, SoundProfile reference, SoundProfile target, RenderObservation rendered, InversionOptions options)
    {
        options.Validate();
        if (options.Amount == 0 || rendered.Profile.Defects.IsSilent) return used;
        return new StyleSolver(reference, target, options).Next(used, rendered);
    }

    /// <summary>By how much two styles equalise differently: RMS of the difference over sixths of an octave, the mean level apart, dB.</summary>
    public static double Change(StyleParams before, StyleParams after)
    {
        var change = MatchSpectra.Subtract(LinearResponse.Of(after).Mid, LinearResponse.Of(before).Mid)[2];
        var bands = SixthOctaveGrid.Bands[2].Select(b => change[(b.First + b.End) / 2]).ToArray();
        var mean = bands.Average();
        return Math.Sqrt(bands.Average(d => (d - mean) * (d - mean)));
    }

    private static void RequireSound(SoundProfile profile, string role)
    {
        if (profile.Defects.IsSilent || !double.IsFinite(profile.Loudness.Reading.Integrated.Value))
            throw new ArgumentException($"The {role} \"{profile.Source.Name}\" is silent: there is no sound to match. Give a file with music in it.", role);
    }
}
