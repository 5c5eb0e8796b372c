using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Playlist;

/// <summary>M3U: one address a line, with #EXTINF:SECONDS,ARTIST - TITLE ahead of it in the extended form.</summary>
internal static class M3u
{
    public static PlaylistDocument Read(PlaylistLines lines)
    {
        var items = new List<PlayItem>();
        string? playlist = null, title = null, artist = null, album = null;
        Seconds? length = null;
        foreach (var (number, text) in lines.All())
        {
            if (text.Length == 0) continue;
            if (!text.StartsWith('#'))
            {
                if (items.Count == PlaylistDocument.MostItems) throw lines.Error(MediaFault.Limit, number, $"there are more than {PlaylistDocument.MostItems} items.");
                items.Add(new() { Address = lines.Address(text, number), Title = title, Artist = artist, Album = album, StatedLength = length });
                (title, artist, length) = (null, null, null);
            }
            else if (After("#EXTINF:") is { } info) (length, artist, title) = Information(info);
            else if (After("#PLAYLIST:") is { } name) playlist = name;
            else if (After("#EXTALB:") is { } albumName) album = albumName;
            else if (After("#EXT-X-") is not null)
                throw lines.Error(MediaFault.Unsupported, number, "this is an HTTP live stream's list of segments, not a playlist of sounds.");

            string? After(string tag) => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase) ? NotEmpty(text[tag.Length..]) ?? "" : null;
        }
        return new(NotEmpty(playlist), items);
    }

    // "123 key="value",Artist - Title"; a length of 0 or below says that it is not known.
    private static (Seconds? Length, string? Artist, string? Title) Information(string info)
    {
        var comma = Comma(info);
        var head = (comma < 0 ? info : info[..comma]).Split(' ', 2)[0];
        Seconds? length = double.TryParse(head, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e7 ? new(seconds) : null;
        var name = NotEmpty(comma < 0 ? null : info[(comma + 1)..]);
        var dash = name?.IndexOf(" - ", StringComparison.Ordinal) ?? -1;
        return dash > 0 && NotEmpty(name![(dash + 3)..]) is { } title ? (length, NotEmpty(name[..dash]), title) : (length, null, name);
    }

    // The first that stands in no quotation.
    private static int Comma(string text)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') isQuoted = !isQuoted;
            else if (text[i] == ',' && !isQuoted) return i;
        }
        return text.IndexOf(',');
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
