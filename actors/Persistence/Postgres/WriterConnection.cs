using Npgsql;
using NpgsqlTypes;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>The connection that appends, and how to find its server process again when it is lost.</summary>
internal sealed class WriterConnection : IAsyncDisposable
{
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly int _process;
    private readonly DateTime _started;

    private WriterConnection(NpgsqlConnection connection, AppendCommand append, FencedAppend fenced, int process, DateTime started)
    {
        _connection = connection;
        Append = append;
        Fenced = fenced;
        _process = process;
        _started = started;
    }

    internal AppendCommand Append { get; }

    internal FencedAppend Fenced { get; }

    internal static async Task<WriterConnection> OpenAsync(PostgresConnections connections)
    {
        var connection = await connections.OpenAsync(connections.Closing).ConfigureAwait(false);
        try
        {
            var command = new NpgsqlCommand("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()", connection);
            await using var _ = command.ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            int process;
            DateTime started;
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync().ConfigureAwait(false);
                process = reader.GetInt32(0);
                started = reader.GetDateTime(1);
            }
            var append = await AppendCommand.PrepareAsync(connection, CancellationToken.None).ConfigureAwait(false);
            var fenced = await FencedAppend.PrepareAsync(connection, CancellationToken.None).ConfigureAwait(false);
            return new WriterConnection(connection, append, fenced, process, started);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits, over this connection, until the lost one's server process has ended: until then it may still commit.</summary>
    internal async Task EndAsync(WriterConnection lost)
    {
        var end = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid, $3) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2", _connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = lost._process },
                new NpgsqlParameter<DateTime> { TypedValue = lost._started },
                new NpgsqlParameter<long> { TypedValue = (long)EndWithin.TotalMilliseconds },
            },
        };
        await using var _ = end.ConfigureAwait(false);
        if (await end.ExecuteScalarAsync().ConfigureAwait(false) is false)
            throw new TimeoutException($"The server process {lost._process} of the lost connection does not end.");
    }

    /// <summary>Which owners' writes of the group are in the journal.</summary>
    internal async Task<bool[]> FindWrittenAsync(AppendGroup group)
    {
        var ask = new NpgsqlCommand(
            """
            SELECT a.ix::integer FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS a(persistence_id, last, writer_uuid, checksum, ix)
            JOIN journal j ON j.persistence_id = a.persistence_id AND j.sequence_number = a.last
                AND j.writer_uuid = a.writer_uuid AND j.checksum = a.checksum
            """, _connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. group.Owners.Select(o => o.Owner.PersistenceId)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<long[]> { TypedValue = [.. group.Owners.Select(o => o.Appends[^1].Last)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new NpgsqlParameter<string[]> { TypedValue = [.. group.Owners.Select(o => o.Owner.WriterUuid)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<long[]> { TypedValue = [.. group.Owners.Select(o => EntryChecksum.Of(o.Owner, o.Appends[^1].Entries[^1]))], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            },
        };
        await using var _ = ask.ConfigureAwait(false);
        var written = new bool[group.Owners.Count];
        var reader = await ask.ExecuteReaderAsync().ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false)) written[reader.GetInt32(0) - 1] = true;
        return written;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Append.DisposeAsync().ConfigureAwait(false);
            await Fenced.DisposeAsync().ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException)
        {
            // It is being given up: what it cannot say in farewell does not matter.
        }
    }
}
