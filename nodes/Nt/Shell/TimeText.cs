using System.Globalization;

namespace NTWorkstation.Nt.Shell;

/// <summary>Times as they are typed.</summary>
internal static class TimeText
{
    /// <summary>Seconds of "83.5", "1:23.5" or "1:02:03".</summary>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static double Seconds(string text)
    {
        var parts = text.Split(':');
        var seconds = 0.0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts.Length > 3 || !double.TryParse(parts[i], i == parts.Length - 1 ? NumberStyles.AllowDecimalPoint : NumberStyles.None, CultureInfo.InvariantCulture, out var part)
                || !double.IsFinite(part) || (i > 0 && part >= 60))
                throw new UsageException($"'{text}' is no time: write 83.5, 1:23.5 or 1:02:03.");
            seconds = (seconds * 60) + part;
        }
        return seconds;
    }

    /// <summary>A moment: "2026-11-21", "2026-11-21 14:30", with or without an offset; without one it is local time.</summary>
    public static DateTimeOffset? Moment(string text) =>
        // What has neither the strokes of a date nor the colon of a time is a number gone wrong: "3.5" is no 5th of March.
        text.AsSpan().IndexOfAny("-/:") > 0 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment)
            ? moment : null;
}
