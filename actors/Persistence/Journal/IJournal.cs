namespace NTWorkstation.Persistence.Journal;

/// <summary>
/// Event journal with one writer for each persistence id. All members may be called from any thread. Errors are <see cref="JournalException"/>s.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Makes the caller the only writer of <paramref name="persistenceId"/>: completes once the new epoch is durable. Take it before
    /// <see cref="ReadHighestSequenceNrAsync"/> and before recovery, so that no event of the previous owner can come in behind what was read.
    /// </summary>
    Task<OwnerEpoch> TakeOwnershipAsync(string persistenceId, string owner, CancellationToken cancellationToken = default);

    /// <summary>The highest sequence number ever written, deleted events included; 0 where there is none.</summary>
    Task<long> ReadHighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The events of one persistence id in the order of their sequence numbers, <paramref name="fromSequenceNr"/> to
    /// <paramref name="toSequenceNr"/> inclusive, at most <paramref name="maximum"/>. Deleted events are left out. It is read in pages, without
    /// a lock, and each event is checked: a missing number, a checksum that is wrong, an older writer's event behind a newer writer's throw
    /// <see cref="JournalCorruptException"/> at their place.
    /// </summary>
    IAsyncEnumerable<JournalEntry> ReplayAsync(
        string persistenceId,
        long fromSequenceNr = 1,
        long toSequenceNr = long.MaxValue,
        long maximum = long.MaxValue,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends all entries or none, and completes after the database's durable commit. Writes of many callers share a transaction; one that
    /// is refused does not touch the others. Calls of one owner are written in the order of the calls, and need not await each other.
    /// </summary>
    /// <param name="owner">From <see cref="TakeOwnershipAsync"/>.</param>
    /// <param name="atomicWrite">One or more entries with consecutive sequence numbers.</param>
    /// <param name="cancellationToken">Takes the write back while it waits for its turn; one that has begun is not cancelled.</param>
    /// <exception cref="StaleOwnerException">Somebody else has taken ownership. Nothing was written.</exception>
    /// <exception cref="JournalRejectedException">This write cannot be stored. Nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The database does not answer; <see cref="JournalUnavailableException.OutcomeUnknown"/>
    /// says whether the events may have been written all the same.</exception>
    /// <exception cref="JournalFullException">No room is left. Nothing was written.</exception>
    Task AppendAsync(OwnerEpoch owner, IReadOnlyList<NewEntry> atomicWrite, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes the events up to <paramref name="toSequenceNr"/> inclusive for good. The last of them stays as a marker without content, so
    /// that sequence numbers and orderings are never given twice.
    /// </summary>
    Task DeleteToAsync(OwnerEpoch owner, long toSequenceNr, CancellationToken cancellationToken = default);
}
