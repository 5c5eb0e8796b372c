using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Playlist;
using NTWorkstation.Studio.Decode.Http;

namespace NTWorkstation.Studio.Decode;

/// <summary>What addresses stand for on this machine: playlists among them are read.</summary>
public static class PlaylistFiles
{
    /// <param name="addresses">Files, streams, playlists.</param>
    /// <param name="web">Reads those on servers; null: they are refused.</param>
    /// <param name="cancel">Ends waiting for a server.</param>
    /// <exception cref="MediaException">A playlist is not there or damaged (<see cref="PlaylistException"/>), or there are too many.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<PlayItem> Expand(IEnumerable<SourceAddress> addresses, HttpOpener? web = null, CancellationToken cancel = default) =>
        PlaylistExpansion.Expand(addresses, (path, most) => path.StartsWith("http", StringComparison.Ordinal) && SourceAddress.Parse(path) is { IsFile: false } address
            ? web?.ReadAll(address, most, cancel) ?? throw new MediaException(MediaFault.Unsupported, $"{path}: playlists on servers are not read here.")
            : Read(path, most));

    private static byte[] Read(string path, int most)
    {
        try
        {
            using var file = RegularFile.Open(path);
            var bytes = new byte[(int)Math.Min(file.Length, most + 1L)];
            var got = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return got == bytes.Length ? bytes : bytes[..got];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new MediaException(MediaFault.NotFound, $"{path}: the playlist cannot be opened: {error.Message}", error);
        }
        catch (IOException error) when (error is not MediaException)
        {
            throw new MediaException(MediaFault.Io, $"{path}: the playlist cannot be read: {error.Message}", error);
        }
    }
}
