using System.IO.Compression;
using System.Security.Cryptography;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Archive;

/// <summary>
/// Reads an archive that anyone may have made: bounded in memory whatever it says, and believed only where hashes, counts and the fold of the
/// events say the same. One thread at a time.
/// </summary>
public sealed class ArchiveReader : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.Ordinal);

    /// <param name="file">Seekable; left open.</param>
    /// <exception cref="ArchiveException">It is not an archive.</exception>
    public ArchiveReader(Stream file)
    {
        _zip = Guarded("the file", () =>
        {
            ZipDirectory.RequireBounded(file);
            return new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        });
        try
        {
            Guarded("the file", () =>
            {
                foreach (var entry in _zip.Entries)
                    if (!ArchiveParts.IsKnown(entry.FullName) || !_parts.TryAdd(entry.FullName, entry)) throw new InvalidDataException("it holds a part twice, or one that is not an archive's");
                return true;
            });
            Index = Guarded(ArchiveParts.Index, () => ArchiveJson.ReadIndex(Whole(ArchiveParts.Index, ArchiveJson.MostIndexBytes)));
            RequireMedia(file.Length);
        }
        catch
        {
            _zip.Dispose();
            throw;
        }
    }

    public ArchiveIndex Index { get; }

    /// <summary>The events, one by one from the file; what is wrong with the whole shows at its end.</summary>
    /// <exception cref="ArchiveException">An event is not one, or the events are not those of the index.</exception>
    public IEnumerable<RecordedEvent> Events()
    {
        using var stream = Guarded(ArchiveParts.Events, () => Part(ArchiveParts.Events).Open());
        using var lines = new LineReader(stream, ArchiveJson.MostLineBytes, ArchiveParts.MostEventBytes);
        long count = 0;
        while (Guarded(ArchiveParts.Events, () => lines.Next(out var line) ? ArchiveJson.ReadEvent(line) : null) is { } e)
        {
            if (++count > Index.Events) break;
            yield return e;
        }
        if (count != Index.Events) throw new ArchiveException(ArchiveParts.Events, FormattableString.Invariant($"the archive says {Index.Events} events, and there are {(count > Index.Events ? "more" : count)}"));
        if (lines.Hash != Index.EventsHash) throw new ArchiveException(ArchiveParts.Events, "its bytes are not those that were exported");
    }

    /// <summary>Reads all but the media and holds it against each other.</summary>
    /// <returns>The state the events fold to.</returns>
    /// <exception cref="ArchiveException">Something is damaged, or parts contradict each other.</exception>
    public SessionState Verify(CancellationToken cancellation)
    {
        var state = SessionState.None;
        try
        {
            foreach (var e in Events())
            {
                cancellation.ThrowIfCancellationRequested();
                state = SessionFold.Apply(state, e.Sequence, e.Event);
            }
        }
        catch (CorruptSessionException e)
        {
            throw new ArchiveException(ArchiveParts.Events, e.Message, e);
        }
        var snapshot = Guarded(ArchiveParts.Snapshot, () => Whole(ArchiveParts.Snapshot, SessionSnapshotJson.MostBytes));
        if (Convert.ToHexStringLower(SHA256.HashData(snapshot)) != Index.SnapshotHash) throw new ArchiveException(ArchiveParts.Snapshot, "its bytes are not those that were exported");
        if (!state.Exists || state.Id != Index.Session || state.Content.Name != Index.Name) throw new ArchiveException(ArchiveParts.Index, "it names another session than its events do");
        if (!state.Media.Keys.Order(StringComparer.Ordinal).SequenceEqual(Index.Media.Select(m => m.ContentHash))) throw new ArchiveException(ArchiveParts.Index, "it lists other media than its events do");
        RequireSame(state, snapshot);
        return state;
    }

    /// <summary>Copies a medium that the archive holds. What was written counts only when this returns: write beside and rename.</summary>
    /// <exception cref="ArchiveException">The archive does not hold it, or holds something else.</exception>
    /// <exception cref="IOException">Writing failed.</exception>
    public void CopyMedium(ArchivedMedium medium, Stream to, CancellationToken cancellation)
    {
        var part = ArchiveParts.Medium(medium.ContentHash);
        if (medium.Bytes is not { } bytes) throw new ArchiveException(part, "the archive was made without this medium");
        var copied = Guarded(part, () =>
        {
            using var from = Part(part).Open();
            return HashedCopy.Run(from, to, bytes, cancellation);
        });
        if (copied != (medium.ContentHash, bytes)) throw new ArchiveException(part, "its bytes are not those that were exported");
    }

    public void Dispose() => _zip.Dispose();

    // Of another version of the program the snapshot may be of another form: then the events speak alone.
    private void RequireSame(SessionState state, byte[] snapshot)
    {
        if (Index.SnapshotManifest != SessionSnapshotJson.Manifest) return;
        if (!Snapshots.Write(state).AsSpan().SequenceEqual(snapshot)) throw new ArchiveException(ArchiveParts.Snapshot, "it is not what the events come to");
    }

    // Media stand in an archive as they are, one behind the other: what unpacks to more than the archive, or is counted twice, would fill a disk.
    private void RequireMedia(long archiveBytes)
    {
        long inArchive = 0;
        foreach (var medium in Index.Media)
        {
            if (!ArchiveParts.IsHash(medium.ContentHash)) throw new ArchiveException(ArchiveParts.Index, "it names a medium by something else than a SHA-256");
            if (medium.Bytes is not { } bytes) continue;
            if (!_parts.TryGetValue(ArchiveParts.Medium(medium.ContentHash), out var part) || part.Length != bytes)
                throw new ArchiveException(ArchiveParts.Medium(medium.ContentHash), "it is missing or has another length than the archive says");
            if (part.CompressedLength != bytes || (inArchive += bytes) > archiveBytes)
                throw new ArchiveException(ArchiveParts.Medium(medium.ContentHash), "it is packed, or lies over another one: media stand in an archive as they are");
        }
        var held = Index.Media.Count(m => m.Bytes is not null);
        if (_parts.Count != held + 3) throw new ArchiveException(ArchiveParts.Index, "it does not list all that the archive holds");
    }

    private ZipArchiveEntry Part(string name) => _parts.TryGetValue(name, out var part) ? part : throw new InvalidDataException("it is missing");

    private byte[] Whole(string name, int most)
    {
        using var stream = Part(name).Open();
        using var whole = new MemoryStream();
        var (_, bytes) = HashedCopy.Run(stream, whole, most, CancellationToken.None);
        return bytes <= most ? whole.ToArray() : throw new InvalidDataException(FormattableString.Invariant($"it has more than {most} bytes"));
    }

    // What the framework and the contracts find wrong becomes one error with its place.
    private static T Guarded<T>(string where, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or ContractException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw new ArchiveException(where, e.Message, e);
        }
    }
}
