using System.IO.Enumeration;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Render.Plan;

namespace NTWorkstation.Nt.Sessions;

/// <summary>Finds media by what they hold, wherever and however they are named.</summary>
internal static class MediaSearch
{
    /// <summary>Whether the file is where it was seen last, and holds what it held.</summary>
    public static bool IsInPlace(MediaReference medium, CancellationToken cancellation)
    {
        try
        {
            return FileHash.Of(medium.Path, cancellation) == medium.ContentHash;
        }
        catch (MediaException)
        {
            return false;
        }
    }

    /// <summary>Looks through a file, or a folder and all below it; links to folders are not followed. Ends when all is found.</summary>
    /// <param name="looked">Told each file that was looked into.</param>
    /// <returns>By content hash, the path where it was found.</returns>
    /// <exception cref="MediaException">The one file that was named cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Find(string place, IReadOnlyCollection<MediaReference> wanted, Action<string> looked, CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var missing = wanted.Select(m => m.ContentHash).ToHashSet(StringComparer.Ordinal);
        void Look(string path)
        {
            looked(path);
            var hash = FileHash.Of(path, cancellation);
            if (missing.Remove(hash)) found.Add(hash, path);
        }
        place = Path.GetFullPath(place);
        if (!Directory.Exists(place))
        {
            Look(place);
            return found;
        }
        // A file mostly keeps its name when it is moved: those first.
        var names = wanted.Select(m => Path.GetFileName(m.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var kinds = wanted.Select(m => Path.GetExtension(m.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var files = Below(place).OrderByDescending(p => names.Contains(Path.GetFileName(p))).ThenByDescending(p => kinds.Contains(Path.GetExtension(p))).ThenBy(p => p, StringComparer.Ordinal);
        foreach (var path in files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (missing.Count == 0) break;
            try
            {
                Look(path);
            }
            catch (MediaException)
            {
                // One that cannot be read is not the one, or cannot be used.
            }
        }
        return found;
    }

    private static FileSystemEnumerable<string> Below(string folder) =>
        new(folder, (ref FileSystemEntry e) => e.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry e) => (e.Attributes & FileAttributes.ReparsePoint) == 0,
        };
}
