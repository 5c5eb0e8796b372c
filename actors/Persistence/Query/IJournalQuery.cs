using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Query;

/// <summary>
/// Reading the journal beside its writers. Queries in the order of <see cref="JournalEntry.Ordering"/> never pass an event that is not yet
/// committed: whoever remembers the last ordering it saw misses nothing when it goes on from there. "Current" ones end with what is
/// committed; the others go on until they are cancelled, woken by this process's writes at once and by those of others within the store's
/// poll interval.
/// </summary>
public interface IJournalQuery
{
    /// <summary>The events of one persistence id, checked as <see cref="IJournal.ReplayAsync"/> does.</summary>
    IAsyncEnumerable<JournalEntry> CurrentEventsByPersistenceIdAsync(
        string persistenceId, long fromSequenceNr = 1, long toSequenceNr = long.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>The events of one persistence id, and those to come; ends at <paramref name="toSequenceNr"/>.</summary>
    IAsyncEnumerable<JournalEntry> EventsByPersistenceIdAsync(
        string persistenceId, long fromSequenceNr = 1, long toSequenceNr = long.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>The events with a tag and a higher ordering than <paramref name="afterOrdering"/>.</summary>
    IAsyncEnumerable<JournalEntry> CurrentEventsByTagAsync(string tag, long afterOrdering = 0, CancellationToken cancellationToken = default);

    /// <summary>The events with a tag, and those to come.</summary>
    IAsyncEnumerable<JournalEntry> EventsByTagAsync(string tag, long afterOrdering = 0, CancellationToken cancellationToken = default);

    /// <summary>All events with a higher ordering than <paramref name="afterOrdering"/>.</summary>
    IAsyncEnumerable<JournalEntry> CurrentAllEventsAsync(long afterOrdering = 0, CancellationToken cancellationToken = default);

    /// <summary>All events, and those to come.</summary>
    IAsyncEnumerable<JournalEntry> AllEventsAsync(long afterOrdering = 0, CancellationToken cancellationToken = default);

    /// <summary>Every persistence id that has events, once, in ordinal order.</summary>
    IAsyncEnumerable<string> CurrentPersistenceIdsAsync(CancellationToken cancellationToken = default);

    /// <summary>Every persistence id that has events, once, and those to come, in the order of their first event that is kept.</summary>
    IAsyncEnumerable<string> PersistenceIdsAsync(CancellationToken cancellationToken = default);
}
