using System.Runtime.CompilerServices;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Tests.Memory;

/// <summary>Reading a <see cref="MemoryStore"/>, also living.</summary>
internal sealed class MemoryQuery(MemoryStore store) : IJournalQuery
{
    public IAsyncEnumerable<JournalEntry> CurrentEventsByPersistenceIdAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, CancellationToken cancellationToken) =>
        Read(e => e.PersistenceId == persistenceId && e.SequenceNr >= fromSequenceNr && e.SequenceNr <= toSequenceNr, 0, false, cancellationToken);

    public IAsyncEnumerable<JournalEntry> EventsByPersistenceIdAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, CancellationToken cancellationToken) =>
        Read(e => e.PersistenceId == persistenceId && e.SequenceNr >= fromSequenceNr && e.SequenceNr <= toSequenceNr, 0, true, cancellationToken);

    public IAsyncEnumerable<JournalEntry> CurrentEventsByTagAsync(string tag, long afterOrdering, CancellationToken cancellationToken) =>
        Read(e => e.Tags.Contains(tag), afterOrdering, false, cancellationToken);

    public IAsyncEnumerable<JournalEntry> EventsByTagAsync(string tag, long afterOrdering, CancellationToken cancellationToken) =>
        Read(e => e.Tags.Contains(tag), afterOrdering, true, cancellationToken);

    public IAsyncEnumerable<JournalEntry> CurrentAllEventsAsync(long afterOrdering, CancellationToken cancellationToken) =>
        Read(_ => true, afterOrdering, false, cancellationToken);

    public IAsyncEnumerable<JournalEntry> AllEventsAsync(long afterOrdering, CancellationToken cancellationToken) =>
        Read(_ => true, afterOrdering, true, cancellationToken);

    public async IAsyncEnumerable<string> CurrentPersistenceIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var id in CurrentAllEventsAsync(0, cancellationToken).Select(e => e.PersistenceId).Distinct().Order(StringComparer.Ordinal).ConfigureAwait(false))
            yield return id;
    }

    public IAsyncEnumerable<string> PersistenceIdsAsync(CancellationToken cancellationToken) =>
        AllEventsAsync(0, cancellationToken).Select(e => e.PersistenceId).Distinct();

    private async IAsyncEnumerable<JournalEntry> Read(
        Func<JournalEntry, bool> isMeant, long after, bool isLive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var commit = store.NextCommit();
            JournalEntry[] found;
            lock (store.Gate) found = [.. store.Events.Where(e => e.Ordering > after && isMeant(e))];
            foreach (var entry in found)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return entry;
                after = entry.Ordering;
            }
            if (!isLive) yield break;
            await commit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
