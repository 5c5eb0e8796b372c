namespace NTWorkstation.Persistence.Journal;

/// <summary>An event as the journal holds it. The columns are those of Akka.Persistence.Sql's journal table, and the epoch of its writer.</summary>
/// <param name="Ordering">Place among all events of this journal, from 1, with gaps; later commits have higher ones once a query shows them.</param>
/// <param name="PersistenceId">Whose event it is.</param>
/// <param name="SequenceNr">Place among the events of <paramref name="PersistenceId"/>, from 1, without gaps.</param>
/// <param name="Timestamp">When the writer made it, UTC, to 100 ns.</param>
/// <param name="Payload">The serialized event.</param>
/// <param name="SerializerId">Which serializer reads the payload.</param>
/// <param name="Manifest">What the payload is, and its version, in the serializer's words.</param>
/// <param name="WriterUuid">The incarnation that wrote it: one for each epoch taken.</param>
/// <param name="Epoch">The owner epoch it was written under; 0 for rows that another program wrote.</param>
/// <param name="Tags">What the event is found by, besides its persistence id.</param>
public sealed record JournalEntry(
    long Ordering,
    string PersistenceId,
    long SequenceNr,
    DateTimeOffset Timestamp,
    ReadOnlyMemory<byte> Payload,
    int SerializerId,
    string Manifest,
    string WriterUuid,
    long Epoch,
    IReadOnlyList<string> Tags);
