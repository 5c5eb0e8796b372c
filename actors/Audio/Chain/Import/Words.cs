using System.Globalization;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>Numbers and excerpts of other programs' files.</summary>
internal static class Words
{
    private const int Longest = 60;

    public static string Short(string text)
    {
        var clean = text.Trim();
        return clean.Length <= Longest ? clean : clean[..(Longest - 1)] + "…";
    }

    /// <summary>A finite number with a point; a comma counts as one where <paramref name="comma"/> says so.</summary>
    public static bool TryNumber(string text, out double value, bool comma = false)
    {
        if (comma) text = text.Replace(',', '.');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
