using System.Diagnostics;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>
/// The one thread of this process that writes. It takes everything that waits into one transaction, so that many writers share the price of
/// a durable commit; where a transaction fails as a whole, each write is tried again alone.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SqliteStoreOptions _options;
    private readonly SqliteWriteSession _session;
    private readonly CommitSignal _commits;
    private readonly Thread _thread;
    private readonly GroupGathering _gathering = new();
    private Queue<SqliteWork> _waiting = new();
    private volatile bool _closing;

    internal SqliteWriter(SqliteDatabase database, SqliteStoreOptions options, CommitSignal commits)
    {
        _options = options;
        _session = new SqliteWriteSession(database);
        _commits = commits;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"journal {Path.GetFileName(options.Path)}" };
        _thread.Start();
    }

    /// <summary>Puts the work behind what waits.</summary>
    internal Task<T> Write<T>(SqliteWork<T> work)
    {
        lock (_gate)
        {
            if (_closing) work.Fail(Closed());
            else if (_waiting.Count >= _options.MaximumWaiting) work.Fail(Overloaded());
            else
            {
                _waiting.Enqueue(work);
                if (_waiting.Count == 1) _arrived.Release();
            }
        }
        return work.Done;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closing) return;
            _closing = true;
            _arrived.Release();
        }
        _thread.Join();
        _session.Database.Dispose();
        _arrived.Dispose();
    }

    private void Loop()
    {
        var group = new List<SqliteWork>();
        var taken = new Queue<SqliteWork>();
        while (true)
        {
            _arrived.Wait();
            if (!_closing) _gathering.Wait(Waiting, _options.MaximumGroup);
            lock (_gate) (_waiting, taken) = (taken, _waiting);
            if (_closing)
            {
                while (taken.TryDequeue(out var work)) work.Fail(Closed());
                return;
            }
            while (taken.Count > 0)
            {
                while (group.Count < _options.MaximumGroup && taken.TryDequeue(out var work))
                    if (work.Begin()) group.Add(work);
                var begin = Stopwatch.GetTimestamp();
                Write(group);
                _gathering.Learn(group.Count, Stopwatch.GetElapsedTime(begin));
                group.Clear();
            }
        }
    }

    private int Waiting()
    {
        lock (_gate) return _closing ? int.MaxValue : _waiting.Count;
    }

    private void Write(List<SqliteWork> group)
    {
        if (group.Count == 0 || TryWrite(group) is not { } failure) return;
        if (group.Count == 1)
        {
            Fail(group[0], failure);
            return;
        }
        // One of them may be at fault, or too large for what room is left: alone, each finds out for itself.
        foreach (var work in group)
            if (TryWrite([work]) is { } alone) Fail(work, alone);
    }

    private Exception? TryWrite(List<SqliteWork> group)
    {
        try
        {
            _session.Begin();
            foreach (var work in group)
            {
                work.Refuse(null);
                _session.Apply(work);
            }
            _session.Commit();
        }
        catch (Exception failure)
        {
            try
            {
                _session.Rollback();
            }
            catch (SqliteFailure)
            {
                // The first failure is the one to tell; a transaction that is still open fails the next BEGIN, and is rolled back then.
            }
            return failure;
        }
        foreach (var work in group) work.Complete();
        _commits.Raise();
        return null;
    }

    private void Fail(SqliteWork work, Exception failure)
    {
        var (persistenceId, sequenceNr) = work.Subject;
        work.Fail(failure switch
        {
            SqliteFailure sqlite => sqlite.ToJournalException(persistenceId, sequenceNr),
            JournalException journal => journal,
            _ => new JournalUnavailableException($"The journal '{_options.Path}' could not write: {failure.Message}", failure),
        });
    }

    private JournalUnavailableException Closed() => new($"The journal '{_options.Path}' is closed.");

    private JournalUnavailableException Overloaded() =>
        new($"{_options.MaximumWaiting} writes wait for the journal '{_options.Path}' already. Slow down, then try again.");
}
