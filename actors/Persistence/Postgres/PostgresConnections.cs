using Npgsql;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>The pool of connections, and the patience with a server that is away.</summary>
internal sealed class PostgresConnections : IAsyncDisposable
{
    private readonly PostgresStoreOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly CancellationTokenSource _closing = new();

    internal PostgresConnections(PostgresStoreOptions options)
    {
        _options = options;
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            // Sessions are ours alone and carry no state but what the initializer sets.
            NoResetOnClose = true,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
        };
        settings.ApplicationName ??= "ntworkstation";
        Where = $"{settings.Host}:{settings.Port}/{settings.Database}";
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            connection => InitializeAsync(connection).GetAwaiter().GetResult(), InitializeAsync);
        _source = builder.Build();
    }

    /// <summary>The database, for messages.</summary>
    internal string Where { get; }

    /// <summary>Ends waiting and retrying when the store is closed.</summary>
    internal CancellationToken Closing => _closing.Token;

    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>A deadline and the pauses up to it.</summary>
    internal RetryPauses Pauses() => new(_options.RetryFor, _options.FirstPause, _options.LongestPause, _options.Time);

    /// <summary>
    /// Runs what may run twice (a read, or a write that comes to the same) until it goes through or the patience ends.
    /// </summary>
    internal async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> run, string persistenceId, CancellationToken cancellationToken)
    {
        if (_closing.IsCancellationRequested) throw Closed();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        for (var pauses = Pauses(); ;)
        {
            try
            {
                var connection = await OpenAsync(either.Token).ConfigureAwait(false);
                await using var _ = connection.ConfigureAwait(false);
                return await run(connection, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw Closed();
            }
            catch (Exception failure) when (failure is not JournalException)
            {
                if (!PostgresErrors.IsLost(failure) || pauses.AreOver) throw PostgresErrors.ToJournalException(failure, Where, persistenceId);
                await pauses.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    internal JournalUnavailableException Closed() => new($"The journal {Where} is closed.");

    /// <summary>Fails every call that waits; the pool stays until <see cref="DisposeAsync"/>.</summary>
    internal Task CloseAsync() => _closing.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    // A database or role may be set to answer before its log is on disk; an acknowledged event must be there.
    private static async Task InitializeAsync(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'", connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}

/// <summary>Pauses that double up to a bound, half of each at random so that many do not come back at once.</summary>
internal sealed class RetryPauses(TimeSpan patience, TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private readonly long _begin = time.GetTimestamp();
    private TimeSpan _next = first;

    internal bool AreOver => time.GetElapsedTime(_begin) >= patience;

    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _next * (0.5 + (Random.Shared.NextDouble() / 2));
        _next = _next * 2 < longest ? _next * 2 : longest;
        return Task.Delay(pause, time, cancellationToken);
    }
}
