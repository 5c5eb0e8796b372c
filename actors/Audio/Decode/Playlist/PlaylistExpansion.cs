namespace NTWorkstation.Audio.Decode.Playlist;

/// <summary>Playlists in playlists, put in their places.</summary>
public static class PlaylistExpansion
{
    /// <summary>Playlists within one another.</summary>
    public const int MostDepth = 8;

    /// <summary>The items of addresses, of which some may be playlists, in order.</summary>
    /// <param name="addresses">Files, streams, playlists; on a server such as are called so.</param>
    /// <param name="read">The bytes of a file or of what stands at an address, at most so many and one more.</param>
    /// <exception cref="PlaylistException">A playlist is damaged, holds itself, or there are too many.</exception>
    /// <exception cref="MediaException">From read.</exception>
    public static IReadOnlyList<PlayItem> Expand(IEnumerable<SourceAddress> addresses, Func<string, int, byte[]> read)
    {
        var items = new List<PlayItem>();
        foreach (var address in addresses) Add(new PlayItem { Address = address }, items, [], read, 0);
        return items;
    }

    // visited counts playlists as well as items: one that holds nothing but playlists ends too.
    private static int Add(PlayItem item, List<PlayItem> items, List<string> within, Func<string, int, byte[]> read, int visited)
    {
        var path = item.Address.IsFile ? Path.GetFullPath(item.Address.Rest) : item.Address.ToString();
        if (KindOf(item.Address) is not { } kind)
        {
            if (items.Count == PlaylistDocument.MostItems)
                throw new PlaylistException(MediaFault.Limit, within.Count > 0 ? within[0] : path, 0, $"there are more than {PlaylistDocument.MostItems} items.");
            items.Add(item);
            return visited;
        }
        if (within.Contains(path)) throw new PlaylistException(MediaFault.Malformed, within[^1], 0, $"the playlists go round in a circle: {string.Join(" → ", within.Append(path))}.");
        if (within.Count == MostDepth) throw new PlaylistException(MediaFault.Limit, within[^1], 0, $"playlists are nested deeper than {MostDepth}.");
        if (++visited > MostVisits) throw new PlaylistException(MediaFault.Limit, within[0], 0, $"there are more than {MostVisits} playlists in it.");
        within.Add(path);
        foreach (var inner in PlaylistDocument.Read(read(path, PlaylistDocument.MostBytes), kind, path).Items) visited = Add(inner, items, within, read, visited);
        within.RemoveAt(within.Count - 1);
        return visited;
    }

    // A cue sheet is of files beside it.
    private static PlaylistKind? KindOf(SourceAddress address) => address.IsFile ? PlaylistDocument.KindOf(address.Rest)
        : address.Scheme is "http" or "https" && Uri.TryCreate(address.ToString(), UriKind.Absolute, out var uri) && PlaylistDocument.KindOf(uri.AbsolutePath) is { } kind and not PlaylistKind.Cue ? kind : null;

    private const int MostVisits = 1000;
}
