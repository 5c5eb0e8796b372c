using Npgsql;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Postgres;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Postgres;

/// <summary>The one lock by which appends of a whole group and take-overs exclude each other.</summary>
public sealed class OwnerFenceTests(PostgresServer server) : StoreSpec
{
    private const string TakeOver = "UPDATE owner SET epoch = epoch + 1, writer_uuid = 'another' WHERE persistence_id = 'a'";

    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);

    private string ConnectionString => ((PostgresEngine)Engine).ConnectionString;

    [Theory]
    [InlineData("read committed")]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task Given_a_take_over_that_is_not_committed_when_the_old_owner_appends_then_it_waits_and_is_refused(string isolation)
    {
        await using var connection = await ConnectAsync();
        await RunAsync(connection, $"ALTER DATABASE {connection.Database} SET default_transaction_isolation = '{isolation}'");
        NpgsqlConnection.ClearAllPools();
        await using var store = await OpenOneWriterAsync();
        var owner = await store.WriteAsync("a", 1);
        await RunAsync(connection, "BEGIN");
        await RunAsync(connection, TakeOver);

        var append = store.AppendAsync(owner, Event(2));
        await WaitingAsync();
        Assert.False(append.IsCompleted);
        await RunAsync(connection, "COMMIT");

        Assert.Equal(2, (await Assert.ThrowsAsync<StaleOwnerException>(() => append)).NewestEpoch);
        Assert.Equal([1], await store.Journal.ReplayAsync("a", 1, long.MaxValue, long.MaxValue, default).NumbersAsync());
    }

    [Fact]
    public async Task Given_an_append_that_is_not_committed_when_its_owner_is_taken_over_then_the_new_owner_waits_and_sees_it()
    {
        await using var store = await OpenOneWriterAsync();
        await store.WriteAsync("a", 1);
        await using var connection = await ConnectAsync();
        await RunAsync(connection, "BEGIN");
        await RunAsync(connection, "SELECT journal_append(false, ARRAY['a'], ARRAY[1::bigint], ARRAY[2::bigint], ARRAY[0::bigint], ARRAY[NULL], ARRAY['x'::bytea], ARRAY[1], ARRAY['m'], ARRAY[NULL::bigint])");

        var taken = store.Journal.TakeOwnershipAsync("a", "another", default);
        await WaitingAsync();
        Assert.False(taken.IsCompleted);
        await RunAsync(connection, "COMMIT");

        Assert.Equal(2, (await taken).Epoch);
        Assert.Equal(2, await store.Journal.ReadHighestSequenceNrAsync("a", default));
    }

    [Fact]
    public async Task Given_one_stale_owner_in_a_group_when_it_is_written_then_it_alone_is_refused()
    {
        await using var store = await OpenOneWriterAsync();
        var owners = new List<OwnerEpoch>();
        foreach (var id in new[] { "first", "a", "b", "c" }) owners.Add(await store.WriteAsync(id, 1));
        await using var connection = await ConnectAsync();
        await RunAsync(connection, "BEGIN");
        await RunAsync(connection, TakeOver);

        // The first waits for the take-over, and the others for it: they become one group, whose highest numbers are known.
        var first = store.AppendAsync(owners[0], Event(2));
        await WaitingAsync();
        var stale = store.AppendAsync(owners[1], Event(2, null, "t"));
        Task[] others = [.. owners[2..].Select(o => store.AppendAsync(o, Event(2, null, "t"), Event(3)))];
        await RunAsync(connection, "COMMIT");

        await first;
        await Assert.ThrowsAsync<StaleOwnerException>(() => stale);
        await Task.WhenAll(others);
        Assert.Equal(["b 2", "c 2"], (await store.Query.CurrentEventsByTagAsync("t").ListAsync()).Select(e => $"{e.PersistenceId} {e.SequenceNr}"));
        await store.AppendAsync(owners[2], Event(4));
        Assert.Equal([1, 2, 3, 4], await store.Journal.ReplayAsync("b", 1, long.MaxValue, long.MaxValue, default).NumbersAsync());
    }

    [Fact]
    public async Task Given_a_journal_of_the_first_version_when_it_is_opened_then_it_gets_the_fence_and_keeps_its_events()
    {
        await using (var store = await OpenOneWriterAsync()) await store.WriteAsync("a", 3);
        await Engine.ExecuteAsync(
            "DROP TRIGGER owner_fence ON owner; DROP FUNCTION owner_fence(); DROP TABLE owner_fence; DROP FUNCTION journal_append; DELETE FROM journal_schema WHERE version > 1");

        await using var opened = await OpenOneWriterAsync();
        var owner = await opened.OwnAsync("a");
        await opened.AppendAsync(owner, Event(4));
        await opened.AppendAsync(owner, Event(5));
        Assert.Equal([1, 2, 3, 4, 5], await opened.Journal.ReplayAsync("a", 1, long.MaxValue, long.MaxValue, default).NumbersAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public async Task Given_a_number_of_writers_out_of_range_then_the_store_does_not_open(int writers) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = ConnectionString, Writers = writers }));

    private Task<PostgresStore> OpenOneWriterAsync() => PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = ConnectionString, Writers = 1 });

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private async Task WaitingAsync()
    {
        await using var connection = await ConnectAsync();
        await using var waiting = new NpgsqlCommand(
            "SELECT count(*) FROM pg_locks WHERE relation = 'owner_fence'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND NOT granted", connection);
        while ((long)(await waiting.ExecuteScalarAsync())! == 0) await Task.Yield();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
