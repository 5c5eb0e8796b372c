using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Json;
using static NTWorkstation.Audio.Chain.ProcessorCatalogue;

namespace NTWorkstation.Contracts.Chains;

/// <summary>Filters by their coefficients or taps as members of a JSON object.</summary>
internal static class FilterJson
{
    public static BiquadSpec ReadBiquad(StrictObject o, IReadOnlyList<PlacedElement> list)
    {
        var sections = new BiquadSection[list.Count];
        for (var i = 0; i < sections.Length; i++)
        {
            var band = o.Element(list[i]);
            sections[i] = new(band.Number(Biquad["b0"]), band.Number(Biquad["b1"]), band.Number(Biquad["b2"]), band.Number(Biquad["a1"]), band.Number(Biquad["a2"]));
            if (!sections[i].IsStable)
                band.Fault(new(list[i].Path, "a section with a pole on or outside of the unit circle", "|a1| < 1 + a2 and a2 < 1"));
            band.Finish();
        }
        return new BiquadSpec(sections, Rate(o, Biquad));
    }

    public static void Write(Utf8JsonWriter w, BiquadSpec s)
    {
        if (s.Rate is { } rate) w.Number(Biquad["rate_hz"], rate.Hz);
        w.WriteStartArray("bands");
        foreach (var section in s.Sections)
        {
            w.WriteStartObject();
            w.Number(Biquad["b0"], section.B0);
            w.Number(Biquad["b1"], section.B1);
            w.Number(Biquad["b2"], section.B2);
            w.Number(Biquad["a1"], section.A1);
            w.Number(Biquad["a2"], section.A2);
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    public static NamedFirSpec ReadFir(StrictObject o)
    {
        var file = o.Has("file") ? o.Text(Fir["file"]) : null;
        var taps = o.Numbers(Fir["taps"]);
        if (file is null == taps is null) o.Fault(new(o.PathOf("file"), file is null ? "absent, and taps too" : "given beside taps", "either file or taps"));
        var channel = o.Has("channel") ? (int?)o.Number(Fir["channel"]) : null;
        if (channel is not null && taps is not null) o.Fault(new(o.PathOf("channel"), "given beside taps", "a channel of a file"));
        return new NamedFirSpec(file, taps, channel, Rate(o, Fir), new(o.Number(Fir["gain_db"])), (FirAlignment)o.Choice(Fir["align"]));
    }

    public static void Write(Utf8JsonWriter w, NamedFirSpec s)
    {
        if (s.File is { } file) w.WriteString("file", file);
        if (s.Taps is { } taps) w.Numbers(Fir["taps"], taps);
        if (s.Channel is { } channel) w.WriteNumber("channel", channel);
        if (s.Rate is { } rate) w.Number(Fir["rate_hz"], rate.Hz);
        w.Number(Fir["gain_db"], s.Gain.Value);
        w.Choice(Fir["align"], (int)s.Alignment);
    }

    private static SampleRate? Rate(StrictObject o, ProcessorDefinition definition) => o.Has("rate_hz") ? new SampleRate(o.Number(definition["rate_hz"])) : null;
}
