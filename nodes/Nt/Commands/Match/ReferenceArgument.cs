using System.Globalization;

namespace NTWorkstation.Nt.Commands.Match;

/// <summary>A reference as it is given: a path, and how much it counts.</summary>
internal sealed record ReferenceArgument(string Path, double Weight)
{
    /// <summary>True for a target curve that analyze --save-curve wrote.</summary>
    public bool IsCurve => Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// PATH or PATH:WEIGHT. What follows the last colon is a weight when it is a number and no file has the whole text as its name; so a
    /// path with a colon in it works as it is.
    /// </summary>
    /// <returns>Null with an error's text where the path is empty or the weight out of its range.</returns>
    public static ReferenceArgument? Parse(string text, Func<string, bool> exists, out string? error)
    {
        error = null;
        if (text.Length == 0)
        {
            error = "The path of a reference is empty.";
            return null;
        }
        var colon = text.LastIndexOf(':');
        if (colon > 0 && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && !exists(text))
        {
            if (weight is > 0 and <= 1000) return new ReferenceArgument(text[..colon], weight);
            error = $"The weight of a reference is greater than 0 and at most 1000, not {text[(colon + 1)..]}.";
            return null;
        }
        return new ReferenceArgument(text, 1);
    }
}
