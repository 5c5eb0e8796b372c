using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// Journal, snapshots and offsets in a PostgreSQL database, for any number of nodes. A server that is away for a while is waited for with
/// growing pauses; what was under way when it went is looked up before anything is acknowledged or written again.
/// </summary>
public sealed class PostgresStore : IPersistenceStore
{
    private readonly PostgresConnections _connections;
    private readonly PostgresWriters _writers;
    private int _disposed;

    private PostgresStore(PostgresConnections connections, PostgresStoreOptions options)
    {
        var commits = new CommitSignal();
        _connections = connections;
        _writers = new PostgresWriters(connections, options, commits);
        var pages = new PostgresPages(connections);
        Journal = new PostgresJournal(_writers, connections, pages);
        Snapshots = new PostgresSnapshotStore(connections);
        Query = new PagedQuery(pages, commits, options.PollInterval, options.Time);
        Offsets = new PostgresOffsets(connections);
    }

    public IJournal Journal { get; }

    public ISnapshotStore Snapshots { get; }

    public IJournalQuery Query { get; }

    public IProjectionOffsets Offsets { get; }

    /// <summary>Connects, waiting for the server as long as the options say, and brings the tables up to date.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or more than 64 writers.</exception>
    /// <exception cref="JournalSchemaException">A newer program's tables, another program's, or a server that does not write to its disk.</exception>
    /// <exception cref="JournalUnavailableException">The server cannot be reached.</exception>
    public static async Task<PostgresStore> OpenAsync(PostgresStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Writers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Writers, 64);
        var connections = new PostgresConnections(options);
        try
        {
            await connections.RunAsync(async (connection, token) =>
            {
                if (await connection.ScalarAsync("SELECT 1::bigint WHERE current_setting('fsync') = 'off'", token).ConfigureAwait(false) == 1)
                {
                    throw new JournalSchemaException(
                        $"The server of {connections.Where} runs with fsync = off and would lose acknowledged events with its power. Set fsync = on.");
                }
                await PostgresSchema.ApplyAsync(connection, token).ConfigureAwait(false);
                return true;
            }, "", cancellationToken).ConfigureAwait(false);
            return new PostgresStore(connections, options);
        }
        catch
        {
            await connections.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _connections.CloseAsync().ConfigureAwait(false);
        await _writers.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
    }
}
