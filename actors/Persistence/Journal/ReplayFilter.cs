namespace NTWorkstation.Persistence.Journal;

/// <summary>
/// Says whether the events of one persistence id were written by one writer after another. A hand-over is normal: the epoch rises, and a
/// new writer begins. An event of an older writer behind one of a newer means that two wrote at once; the state would be neither's.
/// </summary>
internal sealed class ReplayFilter(string persistenceId)
{
    private readonly HashSet<string> _earlier = [];
    private string? _writer;
    private long _epoch;

    /// <summary>Takes the next event; returns what is wrong with it, or null.</summary>
    internal JournalCorruptException? Next(long sequenceNr, long epoch, string writer)
    {
        // The epoch of rows from another program is 0; their writers alone tell.
        if (ReferenceEquals(writer, _writer) && epoch == _epoch) return null;
        if (epoch < _epoch)
            return Fault(sequenceNr, $"it was written under epoch {epoch}, behind an event of epoch {_epoch}");
        if (writer != _writer)
        {
            if (_earlier.Contains(writer)) return Fault(sequenceNr, $"the writer {writer} had handed over to {_writer}, and wrote again");
            if (_writer is not null && epoch == _epoch && epoch != 0) return Fault(sequenceNr, $"two writers, {_writer} and {writer}, wrote under epoch {epoch}");
            if (_writer is not null) _earlier.Add(_writer);
        }
        _writer = writer;
        _epoch = epoch;
        return null;
    }

    private JournalCorruptException Fault(long sequenceNr, string what) =>
        new(persistenceId, sequenceNr, $"{what}. Two processes wrote this journal at once; keep the newer writer's events.");
}
