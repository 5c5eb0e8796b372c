namespace NTWorkstation.Audio.Decode.Playlist;

public enum PlaylistKind
{
    /// <summary>M3U and M3U8, plain or extended.</summary>
    M3u,
    Pls,
    Xspf,
    Cue,
}

/// <summary>A playlist as it was read.</summary>
/// <param name="Title">Of the whole; null: it does not say.</param>
/// <param name="Items">In order. Those that name other playlists stand as they are; see <see cref="PlaylistExpansion"/>.</param>
public sealed record PlaylistDocument(string? Title, IReadOnlyList<PlayItem> Items)
{
    /// <summary>Bytes that are read of a playlist.</summary>
    public const int MostBytes = 8 << 20;

    /// <summary>Items of a playlist, and of all that are nested in it.</summary>
    public const int MostItems = 100_000;

    /// <summary>Characters of a line, a title or an address.</summary>
    public const int MostCharacters = SourceAddress.MostCharacters;

    /// <summary>The kind by the ending of the name; null: no playlist's.</summary>
    public static PlaylistKind? KindOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".m3u" or ".m3u8" => PlaylistKind.M3u,
        ".pls" => PlaylistKind.Pls,
        ".xspf" => PlaylistKind.Xspf,
        ".cue" => PlaylistKind.Cue,
        _ => null,
    };

    /// <summary>Reads a playlist. Relative names are of the folder that the playlist lies in.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="kind">Which.</param>
    /// <param name="path">Its file name.</param>
    /// <exception cref="PlaylistException">Malformed, Limit, Unsupported.</exception>
    public static PlaylistDocument Read(ReadOnlySpan<byte> bytes, PlaylistKind kind, string path)
    {
        if (bytes.Length > MostBytes) throw new PlaylistException(MediaFault.Limit, path, 0, $"has {bytes.Length} bytes; a playlist has at most {MostBytes >> 20} MB.");
        if (kind == PlaylistKind.Xspf) return Xspf.Read(bytes, path);
        var lines = PlaylistLines.Of(bytes, kind == PlaylistKind.M3u && path.EndsWith(".m3u8", StringComparison.OrdinalIgnoreCase), path);
        return kind switch
        {
            PlaylistKind.M3u => M3u.Read(lines),
            PlaylistKind.Pls => Pls.Read(lines),
            _ => new CueSheet(lines).Read(),
        };
    }
}
