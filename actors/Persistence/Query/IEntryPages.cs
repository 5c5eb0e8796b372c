using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Query;

/// <summary>Some events that were read together, and what was wrong with the one behind them.</summary>
/// <param name="Entries">In their order.</param>
/// <param name="Last">Sequence number or ordering of the last row that was read, deleted ones included.</param>
/// <param name="IsEnd">Whether fewer rows were there than asked for.</param>
/// <param name="Failure">Thrown behind the last entry.</param>
internal sealed record EntryPage(IReadOnlyList<JournalEntry> Entries, long Last, bool IsEnd, JournalException? Failure = null);

/// <summary>What queries need of a database: bounded reads, each its own short snapshot.</summary>
internal interface IEntryPages
{
    /// <summary>At most <paramref name="limit"/> rows of one persistence id, both bounds inclusive.</summary>
    Task<EntryPage> ReadByIdAsync(string persistenceId, long from, long to, int limit, ReplayCheck check, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> rows in the order of their ordering, with a tag or (null) all.</summary>
    Task<EntryPage> ReadByOrderingAsync(string? tag, long after, long upTo, int limit, CancellationToken cancellationToken);

    /// <summary>The highest ordering below or at which nothing can be committed any more.</summary>
    Task<long> ReadSafeOrderingAsync(CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> persistence ids behind <paramref name="after"/>, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ReadPersistenceIdsAsync(string after, int limit, CancellationToken cancellationToken);
}
