using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Snapshot;

/// <summary>Times as snapshots keep them, to the microsecond, which every database holds; and the check over what was read.</summary>
internal static class SnapshotTime
{
    internal static long Ticks(DateTimeOffset time) => time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond);

    /// <summary>The entry, if it is what was written; a null checksum stands in another program's rows.</summary>
    internal static SnapshotEntry Checked(SnapshotEntry entry, long? checksum)
    {
        if (checksum is null) return entry;
        var actual = EntryChecksum.Of(
            entry.PersistenceId, entry.SequenceNr, entry.Timestamp.Ticks, entry.SerializerId, entry.Manifest, entry.Epoch, entry.Payload.Span);
        return actual == checksum.Value ? entry : throw new JournalCorruptException(entry.PersistenceId, entry.SequenceNr,
            $"its snapshot's checksum is {actual:x8}, {checksum.Value:x8} was written. Delete the snapshot: the events lead to the same state.");
    }
}
