namespace NTWorkstation.Persistence.Journal;

/// <summary>An event that is to be appended. The payload must not change until the append has completed.</summary>
/// <param name="SequenceNr">The highest sequence number of its persistence id, plus one.</param>
/// <param name="Timestamp">When it was made; kept in UTC, to 100 ns.</param>
/// <param name="Payload">The serialized event, at most <see cref="MaximumBytes"/>.</param>
/// <param name="SerializerId">Which serializer reads the payload.</param>
/// <param name="Manifest">What the payload is; at most <see cref="MaximumTextLength"/> characters.</param>
public sealed record NewEntry(long SequenceNr, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Payload, int SerializerId, string Manifest)
{
    /// <summary>The largest payload of one event, in bytes. Media belongs into the object store; an event names it by its hash.</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>The longest persistence id and manifest, in characters.</summary>
    public const int MaximumTextLength = 255;

    /// <summary>The longest tag, in characters.</summary>
    public const int MaximumTagLength = 64;

    /// <summary>What the event is to be found by. A tag is not empty, holds no ';' and at most <see cref="MaximumTagLength"/> characters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
