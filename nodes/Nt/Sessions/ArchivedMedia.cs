using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Archive;

namespace NTWorkstation.Nt.Sessions;

/// <summary>
/// Where the media of an archive are on this machine: in place, or brought out of the archive into the data folder. Until
/// <see cref="Keep"/> what was brought out is taken away again.
/// </summary>
internal sealed class ArchivedMedia : IDisposable
{
    private const int LongestExtension = 8;
    private readonly List<string> _brought = [];
    private readonly Dictionary<string, string> _moved = new(StringComparer.Ordinal);
    private readonly List<MediaReference> _missing = [];
    private bool _kept;

    /// <summary>By content hash, the path of each that is elsewhere than the session knows.</summary>
    public IReadOnlyDictionary<string, string> Moved => _moved;

    public IReadOnlyList<MediaReference> Missing => _missing;

    /// <exception cref="ArchiveException">The archive holds something else than it says.</exception>
    /// <exception cref="OutputException">The data folder cannot be written.</exception>
    public static ArchivedMedia Place(DataFolder folder, ArchiveReader archive, IReadOnlyDictionary<string, MediaReference> media, CancellationToken cancellation)
    {
        var placed = new ArchivedMedia();
        try
        {
            foreach (var archived in archive.Index.Media) placed.Place(folder.MediaFolder, archive, archived, media[archived.ContentHash], cancellation);
            return placed;
        }
        catch
        {
            placed.Dispose();
            throw;
        }
    }

    public void Keep() => _kept = true;

    public void Dispose()
    {
        if (_kept) return;
        foreach (var path in _brought) File.Delete(path);
    }

    private void Place(string folder, ArchiveReader archive, ArchivedMedium archived, MediaReference medium, CancellationToken cancellation)
    {
        if (MediaSearch.IsInPlace(medium, cancellation)) return;
        // By what it holds: two sessions with one file share it, and a hostile name leads nowhere.
        var path = Path.Combine(folder, archived.ContentHash + Extension(medium.Path));
        if (!MediaSearch.IsInPlace(medium with { Path = path }, cancellation))
        {
            if (archived.Bytes is null)
            {
                _missing.Add(medium);
                return;
            }
            DataFolder.MakePrivate(folder);
            using var file = new WholeStream(path);
            archive.CopyMedium(archived, file.Stream, cancellation);
            file.Commit();
            _brought.Add(path);
        }
        _moved.Add(archived.ContentHash, path);
    }

    private static string Extension(string path)
    {
        var extension = Path.GetExtension(path);
        return extension.Length <= LongestExtension && extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension.ToLowerInvariant() : "";
    }
}
