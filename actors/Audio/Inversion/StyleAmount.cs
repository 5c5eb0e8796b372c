using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>A style, taken in part: decibels and mixes linearly, widths and slopes of dynamics towards 1, loudness between the two files'.</summary>
public static class StyleAmount
{
    /// <param name="full">The style at 100.</param>
    /// <param name="amount">0 to 100; 0 is no stage at all.</param>
    /// <param name="targetLoudness">Of the target as it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount.</exception>
    public static StyleParams Scale(StyleParams full, double amount, Lufs targetLoudness)
    {
        if (!(amount is >= 0 and <= 100)) throw new ArgumentOutOfRangeException(nameof(amount), amount, "The amount is 0 to 100.");
        if (amount >= 100) return full;
        if (amount == 0) return new StyleParams { Notes = ["Amount 0: the target stays as it is."] };
        var a = amount / 100;
        Decibels Part(Decibels d) => new(d.Value * a);
        CompressorSpec Comp(CompressorSpec c) => c with { Ratio = 1 / (1 + (1 / c.Ratio - 1) * a), Makeup = Part(c.Makeup) };
        return full with
        {
            Eq = [.. full.Eq.Select(b => b with { Gain = Part(b.Gain) })],
            MatchFir = full.MatchFir is { } f
                ? f with { MidDb = [.. f.MidDb.Select(Part)], SideDb = f.SideDb?.Select(Part).ToArray() }
                : null,
            Compressor = full.Compressor is { } c ? Comp(c) : null,
            Multiband = full.Multiband is { } m ? m with { Bands = [.. m.Bands.Select(Comp)] } : null,
            Rider = full.Rider is { } r ? r with { Amount = r.Amount * a } : null,
            Exciter = full.Exciter is { } e ? e with { Mix = e.Mix * a } : null,
            Stereo = full.Stereo is { } w ? w with { Widths = [.. w.Widths.Select(x => 1 + (x - 1) * a)] } : null,
            Reverb = full.Reverb is { } v ? v with { Mix = v.Mix * a } : null,
            Pitch = full.Pitch is { } p ? new PitchSpec(p.Semitones * a) : null,
            Gain = Part(full.Gain),
            Loudness = full.Loudness is { } l && double.IsFinite(targetLoudness.Value)
                ? new Lufs(targetLoudness.Value + (l.Value - targetLoudness.Value) * a)
                : full.Loudness,
        };
    }
}
