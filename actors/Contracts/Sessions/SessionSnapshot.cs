using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// A session's state at one event, undo and redo with it. What contents share stands once and is referred to by its place in a table, so
/// that a thousand steps of undo take little more than one. Equal states give equal bytes.
/// </summary>
public sealed record SessionSnapshot
{
    public required long Sequence { get; init; }
    public required SessionId Session { get; init; }
    public required ulong DitherSeed { get; init; }
    public SnapshotOrigin? Origin { get; init; }
    public required IReadOnlyList<ProcessorInstance> Processors { get; init; }
    /// <summary>Each a list of places in <see cref="Processors"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Chains { get; init; }
    public required IReadOnlyList<SnapshotTrack> Tracks { get; init; }
    /// <summary>Each a list of places in <see cref="Tracks"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> TrackLists { get; init; }
    public required IReadOnlyList<Marker> Markers { get; init; }
    /// <summary>Each a list of places in <see cref="Markers"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> MarkerLists { get; init; }
    public required IReadOnlyList<SnapshotContent> Contents { get; init; }
    /// <summary>Place in <see cref="Contents"/> of what holds now.</summary>
    public required int Content { get; init; }
    public required IReadOnlyList<SnapshotStep> Undo { get; init; }
    public required IReadOnlyList<SnapshotStep> Redo { get; init; }
    /// <summary>By content hash.</summary>
    public required IReadOnlyList<MediaReference> Media { get; init; }
    public required IReadOnlyList<RenderRecord> Renders { get; init; }
}

public sealed record SnapshotOrigin(SessionId Session, string Name, long Sequence);

/// <param name="Chain">Place in <see cref="SessionSnapshot.Chains"/>.</param>
public sealed record SnapshotTrack(TrackId Id, string Name, string Media, int Chain);

/// <param name="Tracks">Place in <see cref="SessionSnapshot.TrackLists"/>.</param>
/// <param name="Master">Place in <see cref="SessionSnapshot.Chains"/>.</param>
/// <param name="Markers">Place in <see cref="SessionSnapshot.MarkerLists"/>.</param>
public sealed record SnapshotContent(string Name, int Tracks, int Master, int Markers, [property: JsonPropertyName("loudness_lufs")] Lufs? Loudness = null);

/// <param name="Edit">Sequence number of the edit.</param>
/// <param name="Content">Place in <see cref="SessionSnapshot.Contents"/>.</param>
public sealed record SnapshotStep(long Edit, int Content);

/// <summary>Snapshots as they are kept.</summary>
public static class SessionSnapshotJson
{
    public const string Manifest = "session.snapshot/1";
    public const int MostBytes = 256 * 1024 * 1024;

    public static byte[] Write(SessionSnapshot snapshot) => JsonSerializer.SerializeToUtf8Bytes(snapshot, SessionJsonContext.Default.SessionSnapshot);

    /// <exception cref="ContractException">The manifest is unknown, or the payload is not what it says.</exception>
    public static SessionSnapshot Read(string manifest, ReadOnlySpan<byte> payload) => manifest == Manifest
        ? BoundedJson.Read<SessionSnapshot>(payload, SessionJsonContext.Default.SessionSnapshot, Manifest, MostBytes)
        : throw new ContractException("manifest", $"\"{manifest}\"", Manifest);
}
