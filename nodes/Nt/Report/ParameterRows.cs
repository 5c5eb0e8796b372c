using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report;

/// <summary>A preset as rows of stage, parameter and value, in the order of the chain.</summary>
internal static class ParameterRows
{
    public static IEnumerable<IReadOnlyList<string>> Of(StyleParams style)
    {
        if (style.Pitch is { } pitch) yield return ["Pitch", "shift", $"{Text.Number(pitch.Semitones, 2, signed: true)} semitones"];
        for (var i = 0; i < style.Eq.Count; i++)
        {
            var band = style.Eq[i];
            yield return [i == 0 ? "EQ" : "", $"{i + 1}: {Word(band.Type)}", $"{Hz(band.Frequency.Value)}, Q {Text.Number(band.Q, 2)}, {Db(band.Gain.Value)}"];
        }
        if (style.MatchFir is { } fir)
        {
            var (low, high) = Range(fir.MidDb);
            yield return ["Match FIR", fir.SideDb is null ? "gain" : "gain, mid", $"{Db(low)} to {Db(high)}"];
            if (fir.SideDb is { } side)
            {
                (low, high) = Range(side);
                yield return ["", "gain, side", $"{Db(low)} to {Db(high)}"];
            }
            yield return ["", "phase", fir.LinearPhase ? "linear" : "minimum"];
        }
        if (style.Compressor is { } compressor)
            foreach (var row in Compressor("Compressor", compressor)) yield return row;
        if (style.Multiband is { } multiband)
        {
            for (var b = 0; b < multiband.Bands.Count; b++)
            {
                var from = b == 0 ? "0 Hz" : Hz(multiband.Crossovers[b - 1].Value);
                var to = b == multiband.Bands.Count - 1 ? "up" : Hz(multiband.Crossovers[b].Value);
                foreach (var row in Compressor($"Compressor {from}–{to}", multiband.Bands[b])) yield return row;
            }
        }
        if (style.Rider is { } rider)
        {
            yield return ["Rider", "target", $"{Text.Number(rider.Target.Value)} LUFS"];
            yield return ["", "amount", $"{Text.Number(rider.Amount * 100, 0)} %"];
            yield return ["", "at most", $"±{Text.Number(rider.Max.Value)} dB at {Text.Number(rider.RateDbPerSecond)} dB/s"];
        }
        if (style.Exciter is { } exciter)
            yield return ["Exciter", "drive, mix, from", $"{Db(exciter.Drive.Value)}, {Text.Number(exciter.Mix * 100, 0)} %, {Hz(exciter.From.Value)}"];
        if (style.Stereo is { } width)
        {
            for (var b = 0; b < width.Widths.Count; b++)
            {
                var label = width.Widths.Count == 1 ? "whole" : b == 0 ? $"below {Hz(width.Crossovers[0].Value)}"
                    : b == width.Widths.Count - 1 ? $"above {Hz(width.Crossovers[b - 1].Value)}" : $"{Hz(width.Crossovers[b - 1].Value)}–{Hz(width.Crossovers[b].Value)}";
                yield return [b == 0 ? "Width" : "", label, $"× {Text.Number(width.Widths[b], 2)}"];
            }
        }
        if (style.Reverb is { } reverb)
            yield return ["Reverb", reverb.ImpulseResponse, $"{Text.Number(reverb.Mix * 100, 0)} %, pre-delay {Text.Number(reverb.PreDelay.Value * 1000, 0)} ms"];
        if (style.Gain.Value != 0) yield return ["Gain", "", Db(style.Gain.Value)];
        if (style.Loudness is { } loudness) yield return ["Loudness", "integrated", $"{Text.Number(loudness.Value)} LUFS"];
        if (style.Limiter is { } limiter)
        {
            yield return ["Limiter", "ceiling", $"{Text.Number(limiter.Ceiling.Value, 2)} dBTP"];
            yield return ["", "look-ahead, release", $"{Ms(limiter.LookAhead.Value)}, {Ms(limiter.Release.Value)}"];
        }
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

    private static IEnumerable<IReadOnlyList<string>> Compressor(string stage, CompressorSpec c)
    {
        yield return [stage, "threshold, ratio, knee", $"{Text.Number(c.Threshold.Value)} dB, {Text.Number(c.Ratio, 2)} : 1, {Db(c.Knee.Value, signed: false)}"];
        yield return ["", "attack, release, make-up", $"{Ms(c.Attack.Value)}, {Ms(c.Release.Value)}, {Db(c.Makeup.Value)}"];
        if (c.Mix < 1) yield return ["", "mix", $"{Text.Number(c.Mix * 100, 0)} %"];
    }

    private static (double Low, double High) Range(IReadOnlyList<Audio.Signal.Decibels> values) =>
        values.Count == 0 ? (0, 0) : (values.Min(v => v.Value), values.Max(v => v.Value));

    private static string Db(double value, bool signed = true) => $"{Text.Number(value, 1, signed)} dB";
    private static string Ms(double seconds) => $"{(seconds * 1000).ToString("0.#", CultureInfo.InvariantCulture)} ms";
    private static string Hz(double f) => f >= 1000 ? $"{(f / 1000).ToString("0.##", CultureInfo.InvariantCulture)} kHz" : $"{f.ToString("0", CultureInfo.InvariantCulture)} Hz";
}
