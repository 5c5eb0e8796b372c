using System.Runtime.CompilerServices;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Query;

/// <summary>The queries of any database that reads pages.</summary>
internal sealed class PagedQuery(IEntryPages pages, CommitSignal commits, TimeSpan pollInterval, TimeProvider time) : IJournalQuery
{
    public IAsyncEnumerable<JournalEntry> CurrentEventsByPersistenceIdAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, CancellationToken cancellationToken) =>
        PagedReplay.ReadAsync(pages, persistenceId, fromSequenceNr, toSequenceNr, long.MaxValue, cancellationToken);

    public async IAsyncEnumerable<JournalEntry> EventsByPersistenceIdAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = Math.Max(1, fromSequenceNr);
        while (true)
        {
            var committed = commits.Next();
            await foreach (var entry in PagedReplay.ReadAsync(pages, persistenceId, from, toSequenceNr, long.MaxValue, cancellationToken).ConfigureAwait(false))
            {
                from = entry.SequenceNr + 1;
                yield return entry;
            }
            if (from > toSequenceNr) yield break;
            await WaitAsync(committed, cancellationToken).ConfigureAwait(false);
        }
    }

    public IAsyncEnumerable<JournalEntry> CurrentEventsByTagAsync(string tag, long afterOrdering, CancellationToken cancellationToken) =>
        CurrentAsync(tag, afterOrdering, cancellationToken);

    public IAsyncEnumerable<JournalEntry> EventsByTagAsync(string tag, long afterOrdering, CancellationToken cancellationToken) =>
        LiveAsync(tag, afterOrdering, cancellationToken);

    public IAsyncEnumerable<JournalEntry> CurrentAllEventsAsync(long afterOrdering, CancellationToken cancellationToken) =>
        CurrentAsync(null, afterOrdering, cancellationToken);

    public IAsyncEnumerable<JournalEntry> AllEventsAsync(long afterOrdering, CancellationToken cancellationToken) =>
        LiveAsync(null, afterOrdering, cancellationToken);

    public async IAsyncEnumerable<string> CurrentPersistenceIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int limit = 1000;
        var after = "";
        IReadOnlyList<string> page;
        do
        {
            page = await pages.ReadPersistenceIdsAsync(after, limit, cancellationToken).ConfigureAwait(false);
            foreach (var id in page) yield return after = id;
        }
        while (page.Count == limit);
    }

    public async IAsyncEnumerable<string> PersistenceIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // Ids whose events are all deleted have only a marker, which no event query shows.
        await foreach (var entry in LiveAsync(null, 0, cancellationToken).ConfigureAwait(false))
            if (seen.Add(entry.PersistenceId)) yield return entry.PersistenceId;
    }

    private async IAsyncEnumerable<JournalEntry> CurrentAsync(string? tag, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var upTo = await pages.ReadSafeOrderingAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var entry in RangeAsync(tag, after, upTo, cancellationToken).ConfigureAwait(false)) yield return entry;
    }

    private async IAsyncEnumerable<JournalEntry> LiveAsync(string? tag, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var committed = commits.Next();
            var upTo = await pages.ReadSafeOrderingAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var entry in RangeAsync(tag, after, upTo, cancellationToken).ConfigureAwait(false)) yield return entry;
            after = Math.Max(after, upTo);
            await WaitAsync(committed, cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<JournalEntry> RangeAsync(string? tag, long after, long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new PageSize();
        while (after < upTo)
        {
            var page = await pages.ReadByOrderingAsync(tag, after, upTo, size.Limit, cancellationToken).ConfigureAwait(false);
            size.Learn(page);
            foreach (var entry in page.Entries) yield return entry;
            if (page.Failure is not null) throw page.Failure;
            if (page.IsEnd) yield break;
            after = page.Last;
        }
    }

    private async Task WaitAsync(Task committed, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var poll = Task.Delay(pollInterval, time, over.Token);
        await Task.WhenAny(committed, poll).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
