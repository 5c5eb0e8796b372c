using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>A preset at a rate too low for all of its bands: what lies above the rate's reach has nothing to work on and is left out.</summary>
public static class RateFit
{
    // Where crossovers can still be built, as a share of the rate.
    private const double Reach = 0.45;
    private const double Apart = 1.2;

    /// <param name="rate">Of the samples that the dynamics and width see.</param>
    public static StyleParams At(StyleParams style, SampleRate rate)
    {
        var highest = Reach * rate.Hz;
        return style with
        {
            Multiband = style.Multiband is { } m && m.Crossovers.Any(c => c.Value > highest) ? Cut(m, highest) : style.Multiband,
            Compressor = style.Multiband is { } single && single.Crossovers.Count > 0 && single.Crossovers[0].Value > highest ? single.Bands[0] : style.Compressor,
            Stereo = style.Stereo is { } w && w.Crossovers.Any(c => c.Value > highest) ? w with { Crossovers = Below(w.Crossovers, highest) } : style.Stereo,
            Exciter = style.Exciter is { } e && e.From.Value > highest ? null : style.Exciter,
        };
    }

    // Null when one band is left: that is a plain compressor.
    private static MultibandSpec? Cut(MultibandSpec spec, double highest)
    {
        var kept = spec.Crossovers.Count(c => c.Value <= highest);
        return kept == 0 ? null : new MultibandSpec([.. spec.Bands.Take(kept + 1)], [.. spec.Crossovers.Take(kept)]);
    }

    // Width always has its number of bands: those out of reach are pressed together at the top.
    private static Hertz[] Below(IReadOnlyList<Hertz> crossovers, double highest) =>
        [.. crossovers.Select((c, i) => new Hertz(Math.Min(c.Value, highest / Math.Pow(Apart, crossovers.Count - 1 - i))))];
}
