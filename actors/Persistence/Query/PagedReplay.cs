using System.Runtime.CompilerServices;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Query;

/// <summary>Replay in pages: while one is handled, the next is read.</summary>
internal static class PagedReplay
{
    internal static async IAsyncEnumerable<JournalEntry> ReadAsync(
        IEntryPages pages, string persistenceId, long from, long to, long maximum, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (maximum <= 0 || to < from) yield break;
        using var ahead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var check = new ReplayCheck(persistenceId, from);
        var size = new PageSize();
        var left = maximum;
        Task<EntryPage>? next = Read(Math.Max(1, from));
        try
        {
            while (next is not null)
            {
                var page = await next.ConfigureAwait(false);
                next = null;
                size.Learn(page);
                left -= page.Entries.Count;
                if (!page.IsEnd && page.Failure is null && left > 0 && page.Last < to) next = Read(page.Last + 1);
                foreach (var entry in page.Entries) yield return entry;
                if (page.Failure is not null) throw page.Failure;
            }
        }
        finally
        {
            if (next is not null)
            {
                // The reader went away: what was read ahead for it is of no use, whatever became of it.
                await ahead.CancelAsync().ConfigureAwait(false);
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Task<EntryPage> Read(long first) =>
            pages.ReadByIdAsync(persistenceId, first, to, (int)Math.Min(size.Limit, left), check, ahead.Token);
    }
}
