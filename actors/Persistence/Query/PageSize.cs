using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Query;

/// <summary>How many rows to read at once: few at first, then as many as keep a page near 4 MB, so that large events do not fill the memory.</summary>
internal sealed class PageSize
{
    private const int First = 128;
    private const int Largest = 2048;
    private const long Bytes = 4 << 20;

    internal int Limit { get; private set; } = First;

    internal void Learn(EntryPage page)
    {
        if (page.Entries.Count == 0) return;
        long total = 0;
        foreach (var entry in page.Entries) total += entry.Payload.Length + 128;
        Limit = (int)Math.Clamp(Bytes / (total / page.Entries.Count), 1, Math.Min(Largest, Limit * 4));
    }
}
