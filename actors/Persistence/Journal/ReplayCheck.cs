namespace NTWorkstation.Persistence.Journal;

/// <summary>Checks the rows of one persistence id as they are read: no gap, the right checksum, one writer after another.</summary>
internal sealed class ReplayCheck(string persistenceId, long fromSequenceNr)
{
    private readonly ReplayFilter _filter = new(persistenceId);
    private long _expected = Math.Max(1, fromSequenceNr);

    /// <summary>The marker that a deletion leaves: what comes before it may be missing.</summary>
    internal void Deleted(long sequenceNr) => _expected = sequenceNr + 1;

    /// <summary>Takes the next event; returns what is wrong with it, or null. <paramref name="checksum"/> is null for another program's rows.</summary>
    internal JournalCorruptException? Next(
        long sequenceNr, long ticks, int serializerId, string manifest, string writer, long epoch, long? checksum, ReadOnlySpan<byte> payload)
    {
        if (sequenceNr != _expected)
        {
            return new JournalCorruptException(persistenceId, _expected,
                $"it is missing: the next one that is there is {sequenceNr}. Restore the journal from a backup or an export.");
        }
        _expected++;
        return Checksum(persistenceId, sequenceNr, ticks, serializerId, manifest, epoch, checksum, payload) ?? _filter.Next(sequenceNr, epoch, writer);
    }

    /// <summary>What is wrong with the content of one row, or null.</summary>
    internal static JournalCorruptException? Checksum(
        string persistenceId, long sequenceNr, long ticks, int serializerId, string manifest, long epoch, long? checksum, ReadOnlySpan<byte> payload)
    {
        if (checksum is null) return null;
        var actual = EntryChecksum.Of(persistenceId, sequenceNr, ticks, serializerId, manifest, epoch, payload);
        return actual == checksum.Value ? null : new JournalCorruptException(persistenceId, sequenceNr,
            $"its checksum is {actual:x8}, {checksum.Value:x8} was written: its bytes have changed. Restore the journal from a backup or an export.");
    }
}
