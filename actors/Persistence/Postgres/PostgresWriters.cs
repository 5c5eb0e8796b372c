using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// The loops of this process that append, each over a connection of its own. One persistence id is always the same loop's, which keeps its
/// writes in order; while one loop's transaction commits, the other's group is gathered and written.
/// </summary>
internal sealed class PostgresWriters(PostgresConnections connections, PostgresStoreOptions options, CommitSignal commits) : IAsyncDisposable
{
    private readonly PostgresWriter[] _loops = [.. Enumerable.Range(0, options.Writers).Select(_ => new PostgresWriter(connections, options, commits))];

    internal Task Write(PostgresAppend append) =>
        _loops[(uint)append.Owner.PersistenceId.GetHashCode(StringComparison.Ordinal) % _loops.Length].Write(append);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_loops.Select(l => l.DisposeAsync().AsTask())).ConfigureAwait(false);
}
