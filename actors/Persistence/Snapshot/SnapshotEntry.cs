namespace NTWorkstation.Persistence.Snapshot;

/// <summary>A snapshot as it is stored.</summary>
/// <param name="PersistenceId">Whose state it is.</param>
/// <param name="SequenceNr">The last event that is folded into it.</param>
/// <param name="Timestamp">When it was made, UTC, to the microsecond.</param>
/// <param name="Payload">The serialized state.</param>
/// <param name="SerializerId">Which serializer reads the payload.</param>
/// <param name="Manifest">What the payload is, and its version.</param>
/// <param name="Epoch">The owner epoch it was written under; 0 for rows that another program wrote.</param>
public sealed record SnapshotEntry(
    string PersistenceId,
    long SequenceNr,
    DateTimeOffset Timestamp,
    ReadOnlyMemory<byte> Payload,
    int SerializerId,
    string Manifest,
    long Epoch);

/// <summary>A snapshot that is to be stored. The payload must not change until the save has completed.</summary>
/// <param name="SequenceNr">The last event that is folded into it.</param>
/// <param name="Timestamp">When it was made; kept in UTC, to the microsecond.</param>
/// <param name="Payload">The serialized state.</param>
/// <param name="SerializerId">Which serializer reads the payload.</param>
/// <param name="Manifest">What the payload is, and its version.</param>
public sealed record NewSnapshot(long SequenceNr, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Payload, int SerializerId, string Manifest);

/// <summary>Which snapshots are meant; all bounds are inclusive.</summary>
public sealed record SnapshotCriteria
{
    /// <summary>The newest of all, or all of them.</summary>
    public static SnapshotCriteria Latest { get; } = new();

    public long MinimumSequenceNr { get; init; }

    public long MaximumSequenceNr { get; init; } = long.MaxValue;

    public DateTimeOffset MinimumTimestamp { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset MaximumTimestamp { get; init; } = DateTimeOffset.MaxValue;
}
