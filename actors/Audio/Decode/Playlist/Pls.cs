using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Playlist;

/// <summary>PLS: a section [playlist] of FileN, TitleN and LengthN, in any order.</summary>
internal static class Pls
{
    public static PlaylistDocument Read(PlaylistLines lines)
    {
        var entries = new SortedDictionary<int, (SourceAddress? Address, string? Title, Seconds? Length)>();
        var isInside = false;
        foreach (var (number, text) in lines.All())
        {
            if (text.Length == 0 || text[0] is ';' or '#') continue;
            if (text[0] == '[')
            {
                isInside = text.Equals("[playlist]", StringComparison.OrdinalIgnoreCase);
                continue;
            }
            if (!isInside) continue;
            var equals = text.IndexOf('=');
            if (equals < 1) throw lines.Error(MediaFault.Malformed, number, $"'{Short(text)}' is not of the form key=value.");
            var (key, value) = (text[..equals].TrimEnd(), text[(equals + 1)..].TrimStart());
            var digits = key.AsSpan().TrimEnd("0123456789").Length;
            if (digits == key.Length) continue; // NumberOfEntries, Version: counted by what there is
            if (!int.TryParse(key.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                throw lines.Error(MediaFault.Malformed, number, $"'{Short(key)}' has a number that is too large.");
            var entry = entries.GetValueOrDefault(index);
            switch (key[..digits].ToLowerInvariant())
            {
                case "file":
                    if (value.Length == 0) throw lines.Error(MediaFault.Malformed, number, $"{key} is empty.");
                    entry.Address = lines.Address(value, number);
                    break;
                case "title":
                    entry.Title = value.Length == 0 ? null : value;
                    break;
                case "length":
                    if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e7) entry.Length = new(seconds);
                    break;
                default:
                    continue;
            }
            entries[index] = entry;
            if (entries.Count > PlaylistDocument.MostItems) throw lines.Error(MediaFault.Limit, number, $"there are more than {PlaylistDocument.MostItems} items.");
        }
        // Numbers need not begin with 1 or be without gaps; their order counts.
        return new(null, [.. entries.Values.Where(e => e.Address is not null).Select(e => new PlayItem { Address = e.Address!, Title = e.Title, StatedLength = e.Length })]);
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
