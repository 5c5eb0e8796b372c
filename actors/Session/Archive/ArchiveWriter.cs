using System.IO.Compression;
using System.Security.Cryptography;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Archive;

/// <summary>Writes a session into one file. The same events and media give the same bytes.</summary>
public static class ArchiveWriter
{
    // Of every entry: when an archive was made says nothing about the session.
    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="to">Where it goes; left open. It is whole only when this returns: write beside and rename.</param>
    /// <param name="events">From the first; read once.</param>
    /// <param name="open">Opens a medium that is to be in the archive; null for one that is not. Checked against its hash.</param>
    /// <returns>What the archive holds.</returns>
    /// <exception cref="CorruptSessionException">The events are not one session's history.</exception>
    /// <exception cref="MediaException">Changed: a medium is not what the session knows.</exception>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public static ArchiveIndex Write(Stream to, IEnumerable<RecordedEvent> events, Func<MediaReference, Stream?> open, CancellationToken cancellation)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var state = SessionState.None;
        string eventsHash;
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            using var part = Part(zip, ArchiveParts.Events, CompressionLevel.Optimal);
            foreach (var e in events)
            {
                cancellation.ThrowIfCancellationRequested();
                state = SessionFold.Apply(state, e.Sequence, e.Event);
                byte[] line = [.. ArchiveJson.Write(e), (byte)'\n'];
                hash.AppendData(line);
                part.Write(line);
            }
            eventsHash = Convert.ToHexStringLower(hash.GetCurrentHash());
        }
        if (!state.Exists) throw new ArgumentException("A session has at least one event.", nameof(events));
        var snapshot = Snapshots.Write(state);
        using (var part = Part(zip, ArchiveParts.Snapshot, CompressionLevel.Optimal)) part.Write(snapshot);

        var media = new List<ArchivedMedium>();
        foreach (var medium in state.Media.Values.OrderBy(m => m.ContentHash, StringComparer.Ordinal))
        {
            using var from = open(medium);
            long? bytes = from is null ? null : Copy(zip, medium, from, cancellation);
            media.Add(new(medium.ContentHash, medium.Path, bytes));
        }
        var index = new ArchiveIndex
        {
            Format = ArchiveIndex.Version, Session = state.Id, Name = state.Content.Name, Events = state.Sequence, EventsHash = eventsHash,
            SnapshotManifest = SessionSnapshotJson.Manifest, SnapshotHash = Convert.ToHexStringLower(SHA256.HashData(snapshot)), Media = media,
        };
        using (var part = Part(zip, ArchiveParts.Index, CompressionLevel.Optimal)) part.Write(ArchiveJson.Write(index));
        return index;
    }

    private static long Copy(ZipArchive zip, MediaReference medium, Stream from, CancellationToken cancellation)
    {
        // Sound does not deflate.
        using var part = Part(zip, ArchiveParts.Medium(medium.ContentHash), CompressionLevel.NoCompression);
        var (hash, bytes) = HashedCopy.Run(from, part, long.MaxValue, cancellation);
        return hash == medium.ContentHash
            ? bytes
            : throw new MediaException(MediaFault.Changed, $"{medium.Path}: the file holds something else than what was imported. Relink it to the file that was, or export without media.");
    }

    private static Stream Part(ZipArchive zip, string name, CompressionLevel level)
    {
        var entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = Stamp;
        return entry.Open();
    }
}
