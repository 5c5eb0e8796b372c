using System.Text.Json;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// What an archive of a session holds: the first thing that is read of it. An archive is a ZIP file with archive.json (this), events.jsonl (a
/// line an event), snapshot.json (the state they fold to) and, where it was asked for, media/HASH for each medium.
/// </summary>
public sealed record ArchiveIndex
{
    public const int Version = 1;
    public const int MostMedia = 4096;

    /// <summary><see cref="Version"/></summary>
    public required int Format { get; init; }
    public required SessionId Session { get; init; }
    public required string Name { get; init; }
    /// <summary>Number of events.</summary>
    public required long Events { get; init; }
    /// <summary>SHA-256 of events.jsonl.</summary>
    public required string EventsHash { get; init; }
    public required string SnapshotManifest { get; init; }
    /// <summary>SHA-256 of snapshot.json.</summary>
    public required string SnapshotHash { get; init; }
    /// <summary>Every medium the session ever used, by content hash.</summary>
    public required IReadOnlyList<ArchivedMedium> Media { get; init; }
}

/// <param name="ContentHash">SHA-256 of its bytes.</param>
/// <param name="Path">Where it was when the archive was made.</param>
/// <param name="Bytes">Its length where the archive holds it; absent where it does not.</param>
public sealed record ArchivedMedium(string ContentHash, string Path, long? Bytes = null);

/// <summary>An event as a line of an archive.</summary>
public sealed record ArchivedEvent(long Sequence, DateTimeOffset At, string Manifest, JsonElement Payload);

/// <summary>The JSON of archives.</summary>
public static class ArchiveJson
{
    public const int MostIndexBytes = 8 * 1024 * 1024;
    /// <summary>Of a line, its end not counted.</summary>
    public const int MostLineBytes = SessionEventJson.MostBytes + 4096;

    public static byte[] Write(ArchiveIndex index) => JsonSerializer.SerializeToUtf8Bytes(index, SessionJsonContext.Default.ArchiveIndex);

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static ArchiveIndex ReadIndex(ReadOnlySpan<byte> utf8)
    {
        var index = BoundedJson.Read<ArchiveIndex>(utf8, SessionJsonContext.Default.ArchiveIndex, "archive.json", MostIndexBytes);
        if (index.Format != ArchiveIndex.Version)
            throw new ContractException("archive.json $.format", FormattableString.Invariant($"{index.Format}"), FormattableString.Invariant($"{ArchiveIndex.Version}; a newer version of the program may read it"));
        if (index.Media.Count > ArchiveIndex.MostMedia)
            throw new ContractException("archive.json $.media", FormattableString.Invariant($"a list of {index.Media.Count}"), FormattableString.Invariant($"a list of at most {ArchiveIndex.MostMedia}"));
        return index;
    }

    public static byte[] Write(RecordedEvent e)
    {
        using var payload = JsonDocument.Parse(SessionEventJson.Write(e.Event));
        return JsonSerializer.SerializeToUtf8Bytes(
            new ArchivedEvent(e.Sequence, e.At, SessionEventJson.ManifestOf(e.Event), payload.RootElement), SessionJsonContext.Default.ArchivedEvent);
    }

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static RecordedEvent ReadEvent(ReadOnlySpan<byte> utf8)
    {
        var line = BoundedJson.Read<ArchivedEvent>(utf8, SessionJsonContext.Default.ArchivedEvent, "events.jsonl", MostLineBytes);
        return new(line.Sequence, line.At, SessionEventJson.Read(line.Manifest, System.Text.Encoding.UTF8.GetBytes(line.Payload.GetRawText())));
    }
}
