using System.Globalization;
using System.Text;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Nt.Shell;

/// <summary>Values as people read them. Always in English notation.</summary>
internal static class Text
{
    private const int LongestRepeated = 200;

    /// <summary>Control characters of file-provided text would reach the terminal: they are shown as ·.</summary>
    public static string Printable(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? "·" : rune.ToString());
        return clean.ToString();
    }

    /// <summary>m:ss.s, or h:mm:ss.</summary>
    public static string Time(Seconds time)
    {
        var tenths = (long)Math.Round(time.Value * 10);
        var (hours, minutes, seconds) = (tenths / 36000, tenths / 600 % 60, tenths % 600 / 10.0);
        return hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{(int)seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{seconds:00.0}");
    }

    /// <summary>"1 file", "2 files".</summary>
    /// <param name="several">Where an "s" does not make it: "histories".</param>
    public static string Count(long n, string what, string? several = null) => string.Create(CultureInfo.InvariantCulture, $"{n} {(n == 1 ? what : several ?? what + "s")}");

    /// <summary>What was typed, as a message repeats it: no longer than a message may be.</summary>
    public static string Short(string text)
    {
        if (text.Length <= LongestRepeated) return text;
        var end = char.IsHighSurrogate(text[LongestRepeated - 1]) ? LongestRepeated - 1 : LongestRepeated;
        return text[..end] + "…";
    }

    /// <summary>A name with the colon that leads over to what is said of it; "pulse:" has one already.</summary>
    public static string Lead(string name) => Printable(name) + (name.EndsWith(':') ? "" : ":");

    /// <summary>With a real minus sign for print, and −∞ where there is no level.</summary>
    public static string Number(double value, int decimals = 1, bool signed = false)
    {
        if (double.IsNaN(value)) return "–";
        if (double.IsNegativeInfinity(value)) return "−∞";
        if (double.IsPositiveInfinity(value)) return "∞";
        var rounded = Math.Round(value, decimals);
        if (rounded == 0) rounded = 0;
        var text = Math.Abs(rounded).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded < 0 ? "−" + text : signed && rounded > 0 ? "+" + text : text;
    }
}
