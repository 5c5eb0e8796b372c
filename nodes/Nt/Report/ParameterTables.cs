using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report;

/// <summary>A table of parameters.</summary>
/// <param name="Numeric">Columns that are aligned right.</param>
internal sealed record ParameterTable(string Title, IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows, int[] Numeric);

/// <summary>A preset as tables, in the order of the chain: the bands of equaliser and compressor as on their own panels, the rest in one.</summary>
internal static class ParameterTables
{
    public static IEnumerable<ParameterTable> Of(StyleParams style)
    {
        if (style.Eq.Count > 0)
            yield return new("Equaliser", ["Band", "Type", "Frequency", "Q", "Gain"],
                [.. style.Eq.Select((b, i) => (IReadOnlyList<string>)[$"{i + 1}", Word(b.Type), Hz(b.Frequency), Text.Number(b.Q, 2), Db(b.Gain.Value)])], [2, 3, 4]);
        string[] head = ["Band", "Threshold", "Ratio", "Knee", "Attack", "Release", "Look-ahead", "Make-up", "Mix"];
        int[] numeric = [1, 2, 3, 4, 5, 6, 7, 8];
        if (style.Compressor is { } single) yield return new("Compressor", head, [Row("whole", single)], numeric);
        if (style.Multiband is { } m) yield return new("Compressor", head, [.. m.Bands.Select((b, i) => Row(Between(m.Crossovers, i), b))], numeric);
        var others = Others(style).ToArray();
        if (others.Length > 0) yield return new(style.Eq.Count > 0 || style.Compressor is not null || style.Multiband is not null ? "Other stages" : "Stages", ["Stage", "Parameter", "Value"], others, []);
    }

    public static string Word(EqType type) => type switch
    {
        EqType.Peaking => "peaking",
        EqType.LowShelf => "low shelf",
        EqType.HighShelf => "high shelf",
        EqType.LowPass => "low pass",
        EqType.HighPass => "high pass",
        EqType.BandPass => "band pass",
        EqType.Notch => "notch",
        _ => "all pass",
    };

    private static IEnumerable<IReadOnlyList<string>> Others(StyleParams style)
    {
        if (style.Pitch is { } pitch) yield return ["Pitch", "shift", $"{Text.Number(pitch.Semitones, 2, signed: true)} semitones"];
        if (style.MatchFir is { } fir)
        {
            yield return ["Match FIR", fir.SideDb is null ? "gain" : "gain, mid", Range(fir.MidDb)];
            if (fir.SideDb is { } side) yield return ["", "gain, side", Range(side)];
            yield return ["", "phase", fir.LinearPhase ? "linear" : "minimum"];
        }
        if (style.Rider is { } rider)
        {
            yield return ["Rider", "towards", $"{Text.Number(rider.Target.Value)} LUFS"];
            yield return ["", "amount", $"{Text.Number(rider.Amount * 100, 0)} %"];
            yield return ["", "at most", $"±{Text.Number(rider.Max.Value)} dB at {Text.Number(rider.RateDbPerSecond)} dB/s"];
        }
        if (style.Exciter is { } exciter)
        {
            yield return ["Exciter", "from", Hz(exciter.From)];
            yield return ["", "drive, mix", $"{Db(exciter.Drive.Value)}, {Text.Number(exciter.Mix * 100)} %"];
        }
        if (style.Stereo is { } width)
            for (var b = 0; b < width.Widths.Count; b++)
                yield return [b == 0 ? "Width" : "", width.Widths.Count == 1 ? "whole" : Between(width.Crossovers, b), $"× {Text.Number(width.Widths[b], 2)}"];
        if (style.Reverb is { } reverb)
        {
            yield return ["Reverb", "impulse response", reverb.ImpulseResponse];
            yield return ["", "mix, pre-delay", $"{Text.Number(reverb.Mix * 100)} %, {Ms(reverb.PreDelay)}"];
        }
        if (style.Gain.Value != 0) yield return ["Gain", "", Db(style.Gain.Value)];
        if (style.Loudness is { } loudness) yield return ["Loudness", "integrated", $"{Text.Number(loudness.Value)} LUFS"];
        if (style.Limiter is { } limiter)
        {
            yield return ["Limiter", "ceiling", $"{Text.Number(limiter.Ceiling.Value, 2)} dBTP"];
            yield return ["", "look-ahead, release", $"{Ms(limiter.LookAhead)}, {Ms(limiter.Release)}"];
        }
    }

    private static IReadOnlyList<string> Row(string band, CompressorSpec c) =>
    [
        band, $"{Text.Number(c.Threshold.Value)} dBFS", $"{Text.Number(c.Ratio, 2)} : 1", $"{Text.Number(c.Knee.Value)} dB", Ms(c.Attack), Ms(c.Release),
        Ms(c.LookAhead), Db(c.Makeup.Value), $"{Text.Number(c.Mix * 100, 0)} %",
    ];

    private static string Between(IReadOnlyList<Hertz> crossovers, int band) =>
        crossovers.Count == 0 ? "whole"
        : band == 0 ? $"below {Hz(crossovers[0])}"
        : band == crossovers.Count ? $"above {Hz(crossovers[^1])}"
        : $"{Hz(crossovers[band - 1])} – {Hz(crossovers[band])}";

    private static string Range(IReadOnlyList<Decibels> values) =>
        values.Count == 0 ? "–" : $"{Db(values.Min(v => v.Value))} to {Db(values.Max(v => v.Value))}";

    private static string Db(double value) => $"{Text.Number(value, 1, signed: true)} dB";
    private static string Ms(Seconds time) => $"{(time.Value * 1000).ToString("0.#", CultureInfo.InvariantCulture)} ms";
    private static string Hz(Hertz f) => f.Value >= 1000 ? $"{(f.Value / 1000).ToString("0.##", CultureInfo.InvariantCulture)} kHz" : $"{f.Value.ToString("0", CultureInfo.InvariantCulture)} Hz";
}
