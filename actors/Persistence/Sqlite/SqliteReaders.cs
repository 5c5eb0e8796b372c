using System.Collections.Concurrent;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>
/// Reading connections, kept for the next reader. SQLite waits for the disk where it is called, so each read runs on the thread pool; two
/// for each processor may run at once.
/// </summary>
internal sealed class SqliteReaders(string path, TimeSpan busyTimeout) : IDisposable
{
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount * 2);
    private volatile bool _closed;

    /// <summary>Runs a read that leaves its statements reset.</summary>
    internal async Task<T> ReadAsync<TArgument, T>(
        TArgument argument, Func<SqliteDatabase, TArgument, T> read, string persistenceId, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(argument, read, persistenceId), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var database)) database.Dispose();
    }

    private T Read<TArgument, T>(TArgument argument, Func<SqliteDatabase, TArgument, T> read, string persistenceId)
    {
        if (_closed) throw new JournalUnavailableException($"The journal '{path}' is closed.");
        SqliteDatabase? database = null;
        try
        {
            if (!_idle.TryTake(out database))
            {
                database = new SqliteDatabase(path, busyTimeout);
                database.Execute("PRAGMA query_only = ON");
            }
            var result = read(database, argument);
            _idle.Add(database);
            database = null;
            if (_closed) Dispose();
            return result;
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToJournalException(persistenceId);
        }
        finally
        {
            database?.Dispose(); // after a failure its state is not known
        }
    }
}
