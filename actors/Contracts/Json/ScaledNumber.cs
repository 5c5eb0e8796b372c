using System.Globalization;

namespace NTWorkstation.Contracts.Json;

/// <summary>
/// Numbers that stand in a document in another unit than in memory (ms for s). The decimal point is moved in the text, not by a
/// multiplication, so that every value comes back exactly as it was.
/// </summary>
internal static class ScaledNumber
{
    /// <summary>Shortest text of value × 10^exponent that reads back to the value.</summary>
    public static string Write(double value, int exponent)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            var candidate = value.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) != value) continue;
            text = candidate;
            break;
        }
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var power = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + exponent;
        var negative = text[0] == '-';
        var mantissa = text[(negative ? 1 : 0)..e].Replace(".", "", StringComparison.Ordinal);
        return (negative ? "-" : "") + Place(mantissa.TrimEnd('0'), power);
    }

    /// <summary>The number a JSON token stands for, times 10^exponent, correctly rounded.</summary>
    public static double Read(string token, int exponent)
    {
        if (exponent == 0) return double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        var e = token.AsSpan().IndexOfAny('e', 'E');
        var mantissa = e < 0 ? token : token[..e];
        // An exponent of many digits is out of every range anyway; it must not overflow here.
        var own = 0;
        if (e >= 0 && !int.TryParse(token.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out own))
            own = token[e + 1] == '-' ? -100000 : 100000;
        own = Math.Clamp(own, -100000, 100000) + exponent;
        return double.Parse(mantissa + "e" + own.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    // digits d1 d2 d3 … with the point after the first, times 10^power.
    private static string Place(string digits, int power)
    {
        if (digits.Length == 0) return "0";
        if (power is < -7 or > 20) return Scientific(digits, power);
        if (power < 0) return "0." + new string('0', -power - 1) + digits;
        if (digits.Length <= power + 1) return digits + new string('0', power + 1 - digits.Length);
        return digits[..(power + 1)] + "." + digits[(power + 1)..];
    }

    private static string Scientific(string digits, int power) =>
        digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + "e" + power.ToString(CultureInfo.InvariantCulture);
}
