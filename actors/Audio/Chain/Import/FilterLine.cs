using System.Text.RegularExpressions;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>
/// A filter in one line as Equalizer APO and REW write it: "ON PK Fc 63.8 Hz Gain -5.0 dB Q 4.96". What is left open is filled in as
/// Equalizer APO does: low, high and band passes have Q 0.7071, notches 30, shelves a slope of 0.9.
/// </summary>
internal static partial class FilterLine
{
    private const double ShelfSlope = 0.9, NotchQuality = 30;

    /// <summary>Adds the filter to the chain; nothing where it is off or none.</summary>
    /// <param name="text">What follows the colon.</param>
    /// <param name="note">Is told what is worth knowing of the reading.</param>
    /// <exception cref="ArgumentException">It has no counterpart; the message says why.</exception>
    public static void Add(string text, ChainBuilder chain, Action<string> note)
    {
        var written = text;
        // German and French locales write a decimal comma.
        text = text.Replace(',', '.').Replace('\u00A0', ' ').Replace('\u2212', '-').Trim();
        var head = Head().Match(text);
        if (!head.Success) throw new ArgumentException("a filter begins with ON or OFF and its type");
        if (head.Groups[1].Value.Equals("OFF", StringComparison.OrdinalIgnoreCase)) return;
        var type = head.Groups[2].Value.ToUpperInvariant();
        if (type == "NONE") return;
        var rest = text[head.Length..];
        // REW writes LS Q where others write LSQ.
        if (type is "LS" or "HS" && SeparateQ().Match(rest) is { Success: true } apart) (type, rest) = (type + "Q", rest[apart.Length..]);
        if (type == "IIR")
        {
            AddCoefficients(rest, chain);
            return;
        }
        var f = GroupedFrequency.Read(written, note) ?? throw new ArgumentException("it has no frequency (Fc)");
        var gain = new Decibels(Value(Gain(), rest) ?? 0);
        var (q, octaves) = (Value(Quality(), rest), Value(Bandwidth(), rest));
        var slope = Slope().Match(rest) is { Success: true } steep && Words.TryNumber(steep.Groups[1].Value, out var perOctave) ? perOctave / 12 : (double?)null;
        double QualityOr(double? usual) => octaves is { } bandwidth ? Cookbook.QualityOfBandwidth(bandwidth, f, chain.Rate)
            : q ?? usual ?? throw new ArgumentException("it has neither Q nor bandwidth");
        switch (type)
        {
            case "PK" or "PEQ" or "MODAL":
                RequireGain(rest);
                chain.Add(new EqBand(EqType.Peaking, f, QualityOr(null), gain));
                break;
            case "LP" or "LPQ":
                chain.Add(new EqBand(EqType.LowPass, f, QualityOr(Math.Sqrt(0.5)), default));
                break;
            case "HP" or "HPQ":
                chain.Add(new EqBand(EqType.HighPass, f, QualityOr(Math.Sqrt(0.5)), default));
                break;
            case "BP":
                chain.Add(new EqBand(EqType.BandPass, f, QualityOr(Math.Sqrt(0.5)), default));
                break;
            case "NO":
                chain.Add(new EqBand(EqType.Notch, f, QualityOr(NotchQuality), default));
                break;
            case "AP":
                chain.Add(new EqBand(EqType.AllPass, f, QualityOr(null), default));
                break;
            case "LP1":
                chain.Add(Cookbook.FirstOrder(EqType.LowPass, f, default, chain.Rate));
                break;
            case "HP1":
                chain.Add(Cookbook.FirstOrder(EqType.HighPass, f, default, chain.Rate));
                break;
            case "LS" or "LSC" or "LSQ" or "HS" or "HSC" or "HSQ":
                RequireGain(rest);
                AddShelf(type, f, gain, q, slope, chain);
                break;
            default:
                throw new ArgumentException($"filters of the type {type} are not known");
        }
    }

    // Without a C or Q at the end the frequency is that of the corner, half a slope away from the centre. Where neither Q nor slope is given,
    // Equalizer APO takes it for the centre all the same.
    private static void AddShelf(string type, Hertz f, Decibels gain, double? q, double? slope, ChainBuilder chain)
    {
        var isLow = type[0] == 'L';
        var steepness = slope ?? (q is { } given ? Cookbook.SlopeOfQuality(given, gain) : ShelfSlope);
        if (type.Length == 2 && (q ?? slope) is not null)
        {
            if (!(steepness > 0)) throw new ArgumentException("its Q is too high for a corner frequency: write LSC or HSC with the frequency of the centre");
            var apart = Math.Pow(10, Math.Abs(gain.Value) / 80 / steepness);
            f = new Hertz(isLow ? f.Value * apart : f.Value / apart);
        }
        var quality = slope is null && q is { } exact ? exact : Cookbook.QualityOfSlope(steepness, gain);
        if (double.IsNaN(quality)) throw new ArgumentException("a slope as steep has no shelf");
        chain.Add(new EqBand(isLow ? EqType.LowShelf : EqType.HighShelf, f, quality, gain));
    }

    // "Order 2 Coefficients b0 b1 b2 a0 a1 a2".
    private static void AddCoefficients(string rest, ChainBuilder chain)
    {
        var match = Coefficients().Match(rest);
        var numbers = match.Success ? match.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        if (!match.Success || !int.TryParse(match.Groups[1].Value, out var order) || numbers.Length != 2 * (order + 1))
            throw new ArgumentException("IIR takes an order and twice as many coefficients as order + 1");
        if (order > 2) throw new ArgumentException("of IIR filters only those up to the second order have a counterpart: factor it into sections of second order");
        var c = new double[numbers.Length];
        for (var i = 0; i < c.Length; i++)
            if (!Words.TryNumber(numbers[i], out c[i])) throw new ArgumentException($"\"{Words.Short(numbers[i])}\" is no number");
        double B(int i) => i <= order ? c[i] : 0;
        double A(int i) => i <= order ? c[order + 1 + i] : 0;
        if (A(0) == 0) throw new ArgumentException("a0 is 0");
        chain.Add(Cookbook.Normal(B(0), B(1), B(2), A(0), A(1), A(2)));
    }

    private static void RequireGain(string rest)
    {
        if (Value(Gain(), rest) is null) throw new ArgumentException("it has no gain");
    }

    private static double? Value(Regex pattern, string text)
    {
        var match = pattern.Match(text);
        if (!match.Success) return null;
        var number = match.Groups[1].Value;
        return Words.TryNumber(number, out var value) ? value : throw new ArgumentException($"\"{Words.Short(number)}\" is no number");
    }

    private const string Number = @"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)";

    [GeneratedRegex(@"^(ON|OFF)\s+([A-Za-z]+1?)(?=\s|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"\bGain\s*" + Number + @"\s*dB", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Gain();

    [GeneratedRegex(@"\bQ:?\s*" + Number, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Quality();

    [GeneratedRegex(@"\bBW\s+Oct\s*" + Number, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bandwidth();

    [GeneratedRegex(@"^\s+Q(?=\s+Fc)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeparateQ();

    // "LS 6dB", "LSC 9.6 dB": right after the type.
    [GeneratedRegex(@"^\s*" + Number + @"\s*dB", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Slope();

    [GeneratedRegex(@"\bOrder\s+(\d{1,2})\s+Coefficients\s+(.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Coefficients();
}
