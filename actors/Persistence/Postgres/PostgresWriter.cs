using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// The one loop of this process that appends, over a connection of its own. Whatever waits goes together; a connection that is lost is made
/// anew, and the outcome of the group that was under way is found out before anything is said or written again.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    // A server that comes back is waited for anew, but not for ever: this very group may be what breaks it.
    private const int MostReturns = 10;

    private readonly Channel<PostgresAppend> _waiting = Channel.CreateUnbounded<PostgresAppend>();
    private readonly Queue<PostgresAppend> _deferred = new();
    private readonly GroupGathering _gathering = new();
    private readonly KnownHighest _highest = new();
    private readonly PostgresConnections _connections;
    private readonly PostgresStoreOptions _options;
    private readonly CommitSignal _commits;
    private readonly Task _loop;
    private WriterConnection? _connection;

    internal PostgresWriter(PostgresConnections connections, PostgresStoreOptions options, CommitSignal commits)
    {
        _connections = connections;
        _options = options;
        _commits = commits;
        _loop = Task.Run(LoopAsync);
    }

    internal Task Write(PostgresAppend append)
    {
        if (_waiting.Reader.Count >= _options.MaximumWaiting)
            append.Fail(new JournalUnavailableException($"{_options.MaximumWaiting} writes wait for the journal {_connections.Where} already. Slow down, then try again."));
        else if (!_waiting.Writer.TryWrite(append)) append.Fail(_connections.Closed());
        return append.Done;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await DropAsync().ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        while (_deferred.Count > 0 || await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _gathering.Wait(() => _waiting.Reader.Completion.IsCompleted ? int.MaxValue : _waiting.Reader.Count + _deferred.Count, _options.MaximumGroup);
            var group = Next();
            var begin = Stopwatch.GetTimestamp();
            if (group.Count > 0) await WriteAsync(group).ConfigureAwait(false);
            _gathering.Learn(group.Count, Stopwatch.GetElapsedTime(begin));
        }
    }

    private AppendGroup Next()
    {
        var group = new AppendGroup();
        var blocked = new HashSet<OwnerEpoch>();
        for (var left = _deferred.Count; left > 0; left--) Add(_deferred.Dequeue());
        while (!group.IsFull(_options.MaximumGroup) && _waiting.Reader.TryRead(out var append)) Add(append);
        return group;

        void Add(PostgresAppend append)
        {
            if (_connections.Closing.IsCancellationRequested) append.Fail(_connections.Closed());
            else if (!append.Begin())
            {
            }
            else if (blocked.Contains(append.Owner) || !group.TryAdd(append))
            {
                // Behind one that does not follow, in the order of the calls.
                blocked.Add(append.Owner);
                _deferred.Enqueue(append);
            }
        }
    }

    private async Task WriteAsync(AppendGroup group)
    {
        var returns = 0;
        for (var pauses = _connections.Pauses(); ;)
        {
            WriterConnection? connection = null;
            var inPart = false;
            try
            {
                connection = _connection ??= await WriterConnection.OpenAsync(_connections).ConfigureAwait(false);
                if (_highest.AreKnown(group))
                {
                    if (await connection.Fenced.ExecuteAsync(group, CancellationToken.None).ConfigureAwait(false))
                    {
                        foreach (var (owner, appends) in group.Owners) Succeed(owner, appends);
                        _commits.Raise();
                        return;
                    }
                    // What was written is told; the rest goes the long way, which refuses it and says why.
                    inPart = true;
                    group = await LeftOfAsync(group, connection).ConfigureAwait(false);
                    inPart = false;
                    if (group.Count == 0) return;
                }
                var answers = await connection.Append.ExecuteAsync(group, CancellationToken.None).ConfigureAwait(false);
                Answer(group, answers);
                _commits.Raise();
                return;
            }
            catch (Exception failure) when (Forget(group) && connection is not null && !inPart && PostgresErrors.IsCertain(failure) && !PostgresErrors.IsLost(failure))
            {
                if (group.Count > 1) await WriteAloneAsync(group).ConfigureAwait(false);
                else Fail(group, failure, false);
                return;
            }
            catch (Exception failure)
            {
                var unknown = connection is not null && (inPart || !PostgresErrors.IsCertain(failure));
                await DropAsync().ConfigureAwait(false);
                if (unknown)
                {
                    var left = await ResolveAsync(group, connection!, pauses).ConfigureAwait(false);
                    if (left is null)
                    {
                        Fail(group, failure, true);
                        return;
                    }
                    if (left.Count == 0) return;
                    group = left;
                    if (++returns <= MostReturns)
                    {
                        pauses = _connections.Pauses();
                        continue;
                    }
                }
                else if (pauses.AreOver || _connections.Closing.IsCancellationRequested || !PostgresErrors.IsLost(failure))
                {
                    Fail(group, failure, false);
                    return;
                }
                await pauses.WaitAsync(_connections.Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // One of them is at fault: alone, each finds out for itself. In their order, so that those of one owner still follow each other.
    private async Task WriteAloneAsync(AppendGroup group)
    {
        foreach (var append in group.All) await WriteAsync(AppendGroup.Of(append)).ConfigureAwait(false);
    }

    /// <summary>Tells those that were written; answers the rest, or null where the server cannot be asked in time.</summary>
    private async Task<AppendGroup?> ResolveAsync(AppendGroup group, WriterConnection lost, RetryPauses pauses)
    {
        while (true)
        {
            try
            {
                var connection = _connection ??= await WriterConnection.OpenAsync(_connections).ConfigureAwait(false);
                await connection.EndAsync(lost).ConfigureAwait(false);
                return await LeftOfAsync(group, connection).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                await DropAsync().ConfigureAwait(false);
                if (pauses.AreOver || _connections.Closing.IsCancellationRequested) return null;
                await pauses.WaitAsync(_connections.Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<AppendGroup> LeftOfAsync(AppendGroup group, WriterConnection connection)
    {
        var written = await connection.FindWrittenAsync(group).ConfigureAwait(false);
        var left = new AppendGroup();
        for (var i = 0; i < group.Owners.Count; i++)
        {
            foreach (var append in group.Owners[i].Appends)
            {
                if (written[i]) append.Succeed();
                else left.TryAdd(append);
            }
        }
        Forget(group);
        if (left.Count < group.Count) _commits.Raise();
        return left;
    }

    private void Succeed(OwnerEpoch owner, List<PostgresAppend> appends)
    {
        _highest.Learn(owner, appends[^1].Last);
        foreach (var append in appends) append.Succeed();
    }

    // Before anything is decided about a failure: what was known may be so no longer.
    private bool Forget(AppendGroup group)
    {
        foreach (var (owner, _) in group.Owners) _highest.Forget(owner);
        return true;
    }

    private void Answer(AppendGroup group, (long Newest, long Highest)[] answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            var (owner, appends) = group.Owners[i];
            var (newest, highest) = answers[i];
            if (newest == owner.Epoch && appends[0].First == highest + 1)
            {
                Succeed(owner, appends);
                continue;
            }
            _highest.Forget(owner);
            foreach (var append in appends)
                append.Fail(newest != owner.Epoch ? new StaleOwnerException(owner, newest) : WriteRules.OutOfSequence(owner, append.First, highest));
        }
    }

    private void Fail(AppendGroup group, Exception failure, bool outcomeUnknown)
    {
        foreach (var append in group.All)
            append.Fail(PostgresErrors.ToJournalException(failure, _connections.Where, append.Owner.PersistenceId, append.First, outcomeUnknown));
    }

    private async Task DropAsync()
    {
        if (_connection is null) return;
        await _connection.DisposeAsync().ConfigureAwait(false);
        _connection = null;
    }
}
