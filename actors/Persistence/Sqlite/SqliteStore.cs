using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;
using NTWorkstation.Persistence.Snapshot;
using NTWorkstation.Persistence.Sqlite.Interop;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>
/// Journal, snapshots and offsets in one SQLite file, in write-ahead mode, durable at every commit. Any number of processes may have it open.
/// </summary>
public sealed class SqliteStore : IPersistenceStore
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    private SqliteStore(SqliteDatabase database, SqliteStoreOptions options)
    {
        var commits = new CommitSignal();
        _readers = new SqliteReaders(options.Path, options.BusyTimeout);
        _writer = new SqliteWriter(database, options, commits);
        var pages = new SqlitePages(_readers);
        Journal = new SqliteJournal(_writer, _readers, pages);
        Snapshots = new SqliteSnapshotStore(_writer, _readers);
        Query = new PagedQuery(pages, commits, options.PollInterval, options.Time);
        Offsets = new SqliteOffsets(_writer, _readers);
    }

    public IJournal Journal { get; }

    public ISnapshotStore Snapshots { get; }

    public IJournalQuery Query { get; }

    public IProjectionOffsets Offsets { get; }

    /// <summary>Opens the file, which is made where it is not there, and brings its tables up to date.</summary>
    /// <exception cref="JournalSchemaException">A newer program's tables, or another program's.</exception>
    /// <exception cref="JournalCorruptException">The file is damaged or no database.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be opened.</exception>
    public static Task<SqliteStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => Open(options), cancellationToken);
    }

    public ValueTask DisposeAsync() => new(Task.Run(() =>
    {
        _readers.Dispose();
        _writer.Dispose();
    }));

    private static SqliteStore Open(SqliteStoreOptions options)
    {
        SqliteDatabase? database = null;
        try
        {
            database = new SqliteDatabase(options.Path, options.BusyTimeout);
            UseWriteAheadLog(database, options);
            database.Execute($"PRAGMA synchronous = {options.Synchronous}");
            SqliteSchema.Apply(database);
            var store = new SqliteStore(database, options);
            database = null;
            return store;
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToJournalException();
        }
        finally
        {
            database?.Dispose();
        }
    }

    private static void UseWriteAheadLog(SqliteDatabase database, SqliteStoreOptions options)
    {
        // SQLite does not wait for another process that makes the same switch at this moment.
        for (var begin = options.Time.GetTimestamp(); ; Thread.Sleep(5))
        {
            try
            {
                if (database.Text("PRAGMA journal_mode = WAL") == "wal") return;
                throw new JournalUnavailableException(
                    $"The file system of '{options.Path}' cannot hold a write-ahead log (shared memory is missing, as on a network share). Use a local folder.");
            }
            catch (SqliteFailure failure) when (failure.Code == Sqlite3.Busy && options.Time.GetElapsedTime(begin) < options.BusyTimeout)
            {
            }
        }
    }
}
