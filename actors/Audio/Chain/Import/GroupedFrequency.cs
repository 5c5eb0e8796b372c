using System.Text.RegularExpressions;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>
/// The frequency of a filter line as REW writes it in whatever locale: "63.80 Hz", "63,80 Hz", "1,234 Hz", "1.234,5 Hz", "1 234 Hz", "10 kHz".
/// One mark with three digits behind it groups thousands, as Equalizer APO reads it: REW writes no three decimals.
/// </summary>
internal static partial class GroupedFrequency
{
    /// <returns>Null where the line has none.</returns>
    /// <param name="note">Is told where a mark was read as one of thousands that could be one of decimals.</param>
    /// <exception cref="ArgumentException">It is no number.</exception>
    public static Hertz? Read(string line, Action<string> note)
    {
        var match = Written().Match(line);
        if (!match.Success) return null;
        var (token, isKilo) = (match.Groups[1].Value.Trim(), match.Groups[2].Value.StartsWith("k", StringComparison.OrdinalIgnoreCase));
        var place = DecimalMark(token, isKilo, out var isGuess);
        var (whole, fraction) = place < 0 ? (token, "") : (token[..place], "." + token[(place + 1)..]);
        if (whole.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0 && Grouped().IsMatch(whole)) whole = Marks().Replace(whole, "");
        if (!Words.TryNumber(whole + fraction, out var value)) throw new ArgumentException($"\"{Words.Short(token)}\" is not one number");
        if (isGuess) note(FormattableString.Invariant($"\"{Words.Short(token)} Hz\" was read as {value} Hz: one mark with three digits behind it groups thousands, as in Equalizer APO."));
        return new Hertz(isKilo ? 1000 * value : value);
    }

    /// <summary>Place of the mark ahead of the decimals; −1 where there is none.</summary>
    private static int DecimalMark(string number, bool isKilo, out bool isGuess)
    {
        isGuess = false;
        var (last, first) = (number.LastIndexOfAny(['.', ',']), number.IndexOfAny(['.', ',']));
        if (last < 0) return -1;
        // Two kinds: the last is that of decimals. One kind several times: thousands.
        if (number.Contains(number[last] == '.' ? ',' : '.', StringComparison.Ordinal)) return last;
        if (first != last) return -1;
        isGuess = !isKilo && Thousands().IsMatch(number);
        return isGuess ? -1 : last;
    }

    [GeneratedRegex(@"^[1-9]\d{0,2}[.,]\d{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    // One kind of mark between all groups.
    [GeneratedRegex(@"^\d{1,3}([.,\s'\u2019])\d{3}(?:\1\d{3})*$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"[.,\s'\u2019]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    // Spaces of any width and apostrophes group digits: French, Swiss.
    [GeneratedRegex(@"\bFc\s*([-+]?(?:\d|[.,](?=\d))(?:[\d.,]|[\s'\u2019](?=\d))*(?:[eE][-+]?\d+)?)\s*(kHz|H\s*z)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
