namespace NTWorkstation.Audio.Chain;

/// <summary>A preset as the chain that it runs as.</summary>
public static class StyleChain
{
    /// <summary>In the order pitch, EQ, match FIR, compressor, rider, exciter, width, reverb, gain, limiter; its gain is there even where it is 0 dB.</summary>
    /// <exception cref="ArgumentException">It has two compressors.</exception>
    public static IReadOnlyList<ProcessorSpec> Of(StyleParams style)
    {
        if (style.Compressor is not null && style.Multiband is not null)
            throw new ArgumentException("A preset has a compressor or a multiband compressor, not both.", nameof(style));
        var chain = new List<ProcessorSpec>();
        if (style.Pitch is { } pitch) chain.Add(pitch);
        if (style.Eq.Count > 0) chain.Add(new EqSpec(style.Eq));
        if (style.MatchFir is { } curve) chain.Add(new MatchFirSpec(curve));
        if (style.Compressor is { } compressor) chain.Add(compressor);
        if (style.Multiband is { } multiband) chain.Add(multiband);
        if (style.Rider is { } rider) chain.Add(rider);
        if (style.Exciter is { } exciter) chain.Add(exciter);
        if (style.Stereo is { } width) chain.Add(width);
        if (style.Reverb is { } reverb) chain.Add(new NamedReverbSpec(reverb));
        chain.Add(new GainSpec(style.Gain));
        if (style.Limiter is { } limiter) chain.Add(limiter);
        return chain;
    }
}
