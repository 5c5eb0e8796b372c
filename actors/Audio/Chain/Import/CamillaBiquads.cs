using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>CamillaDSP's Biquad and BiquadCombo.</summary>
internal static class CamillaBiquads
{
    private const int MostOrder = 64, MostGraphicBands = 64;

    /// <exception cref="ArgumentException">It has no counterpart; the message says why.</exception>
    public static void Add(SettingMap p, ChainBuilder chain, List<string> notes)
    {
        var type = p.Text("type");
        Hertz F(string key = "freq") => new(p.Need(key));
        switch (type)
        {
            case "Free":
                p.Only("type", "a1", "a2", "b0", "b1", "b2");
                chain.Add(new BiquadSection(p.Need("b0"), p.Need("b1"), p.Need("b2"), p.Need("a1"), p.Need("a2")));
                break;
            case "Lowpass" or "Highpass":
                p.Only("type", "freq", "q");
                chain.Add(new EqBand(type == "Lowpass" ? EqType.LowPass : EqType.HighPass, F(), p.Need("q"), default));
                break;
            case "LowpassFO" or "HighpassFO" or "AllpassFO":
                p.Only("type", "freq");
                chain.Add(Cookbook.FirstOrder(type[0] == 'L' ? EqType.LowPass : type[0] == 'H' ? EqType.HighPass : EqType.AllPass, F(), default, chain.Rate));
                break;
            case "LowshelfFO" or "HighshelfFO":
                p.Only("type", "freq", "gain");
                chain.Add(Cookbook.FirstOrder(type[0] == 'L' ? EqType.LowShelf : EqType.HighShelf, F(), new(p.Need("gain")), chain.Rate));
                break;
            case "Lowshelf" or "Highshelf":
                p.Only("type", "freq", "gain", "q", "slope");
                var gain = new Decibels(p.Need("gain"));
                var q = p.Number("slope") is { } slope ? Cookbook.QualityOfSlope(slope / 12, gain) : p.Need("q");
                if (double.IsNaN(q)) throw new ArgumentException("a slope as steep has no shelf");
                chain.Add(new EqBand(type == "Lowshelf" ? EqType.LowShelf : EqType.HighShelf, F(), q, gain));
                break;
            case "Peaking":
                p.Only("type", "freq", "gain", "q", "bandwidth");
                chain.Add(new EqBand(EqType.Peaking, F(), Quality(p, chain, notes), new(p.Need("gain"))));
                break;
            case "Notch" or "Bandpass" or "Allpass":
                p.Only("type", "freq", "q", "bandwidth");
                chain.Add(new EqBand(type == "Notch" ? EqType.Notch : type == "Bandpass" ? EqType.BandPass : EqType.AllPass, F(), Quality(p, chain, notes), default));
                break;
            case "GeneralNotch":
                p.Only("type", "freq_z", "freq_p", "q_p", "normalize_at_dc");
                chain.Add(Cookbook.GeneralNotch(F("freq_z"), F("freq_p"), p.Need("q_p"), p.Flag("normalize_at_dc"), chain.Rate));
                break;
            case "LinkwitzTransform":
                p.Only("type", "freq_act", "q_act", "freq_target", "q_target");
                chain.Add(Cookbook.LinkwitzTransform(F("freq_act"), p.Need("q_act"), F("freq_target"), p.Need("q_target"), chain.Rate));
                break;
            default:
                throw new ArgumentException($"biquads of the type \"{Words.Short(type ?? "")}\" are not known");
        }
    }

    /// <exception cref="ArgumentException">It has no counterpart; the message says why.</exception>
    public static void AddCombo(SettingMap p, ChainBuilder chain, List<string> notes)
    {
        var type = p.Text("type");
        switch (type)
        {
            case "ButterworthLowpass" or "ButterworthHighpass" or "LinkwitzRileyLowpass" or "LinkwitzRileyHighpass":
                p.Only("type", "freq", "order");
                AddPass(type.EndsWith("Lowpass", StringComparison.Ordinal), type[0] == 'L', new(p.Need("freq")), p.Whole("order") ?? throw new ArgumentException("order is missing"), chain);
                break;
            case "Tilt":
                p.Only("type", "gain");
                var half = p.Need("gain") / 2;
                chain.Add(new EqBand(EqType.LowShelf, new(110), 0.35, new(-half)));
                chain.Add(new EqBand(EqType.HighShelf, new(3500), 0.35, new(half)));
                break;
            case "FivePointPeq":
                p.Only("type", "fls", "qls", "gls", "fp1", "qp1", "gp1", "fp2", "qp2", "gp2", "fp3", "qp3", "gp3", "fhs", "qhs", "ghs");
                foreach (var (name, shape) in new[] { ("ls", EqType.LowShelf), ("p1", EqType.Peaking), ("p2", EqType.Peaking), ("p3", EqType.Peaking), ("hs", EqType.HighShelf) })
                    chain.Add(new EqBand(shape, new(p.Need("f" + name)), p.Need("q" + name), new(p.Need("g" + name))));
                break;
            case "GraphicEqualizer":
                p.Only("type", "freq_min", "freq_max", "gains");
                AddGraphic(p, chain);
                BandwidthNote(chain, notes);
                break;
            default:
                throw new ArgumentException($"combinations of the type \"{Words.Short(type ?? "")}\" are not known");
        }
    }

    private static void AddPass(bool isLow, bool isLinkwitzRiley, Hertz f, int order, ChainBuilder chain)
    {
        if (order is < 1 or > MostOrder || isLinkwitzRiley && order % 2 != 0) throw new ArgumentException(isLinkwitzRiley ? $"the order is even, 2 to {MostOrder}" : $"the order is 1 to {MostOrder}");
        var type = isLow ? EqType.LowPass : EqType.HighPass;
        // A Linkwitz-Riley filter is a Butterworth filter of half the order, twice; two of first order are one of second with Q 0.5.
        var own = isLinkwitzRiley ? order / 2 : order;
        var times = isLinkwitzRiley ? 2 : 1;
        for (var i = 0; i < times; i++)
            foreach (var q in Cookbook.ButterworthQualities(own)) chain.Add(new EqBand(type, f, q, default));
        if (own % 2 == 0) return;
        if (isLinkwitzRiley) chain.Add(new EqBand(type, f, 0.5, default));
        else chain.Add(Cookbook.FirstOrder(type, f, default, chain.Rate));
    }

    // Peaks over equal parts of the logarithmic range, each as wide as its part.
    private static void AddGraphic(SettingMap p, ChainBuilder chain)
    {
        var gains = p.Numbers("gains") ?? throw new ArgumentException("gains is missing");
        var (low, high) = (p.Number("freq_min") ?? 20, p.Number("freq_max") ?? 20000);
        if (gains.Count is 0 or > MostGraphicBands || !(low > 0 && high > low)) throw new ArgumentException($"it has 1 to {MostGraphicBands} gains between two rising frequencies");
        var width = Math.Log2(high / low) / gains.Count;
        for (var i = 0; i < gains.Count; i++)
        {
            if (Math.Abs(gains[i]) <= 0.001) continue;
            var f = new Hertz(low * Math.Pow(2, (i + 0.5) * width));
            chain.Add(new EqBand(EqType.Peaking, f, Cookbook.QualityOfBandwidth(width, f, chain.Rate), new(gains[i])));
        }
    }

    private static double Quality(SettingMap p, ChainBuilder chain, List<string> notes)
    {
        if (p.Number("bandwidth") is not { } octaves) return p.Need("q");
        BandwidthNote(chain, notes);
        return Cookbook.QualityOfBandwidth(octaves, new(p.Need("freq")), chain.Rate);
    }

    private static void BandwidthNote(ChainBuilder chain, List<string> notes)
    {
        var note = $"Bandwidths are of digital filters: their Q was computed at {chain.Rate}.";
        if (!notes.Contains(note)) notes.Add(note);
    }
}
