using Npgsql;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Postgres;

/// <summary>PostgreSQL gives orderings before commits: queries wait for the lower ones.</summary>
public sealed class OpenTransactionTests(PostgresServer server) : StoreSpec
{
    private const string Insert =
        "INSERT INTO journal(persistence_id, sequence_number, created, tags, message, identifier, manifest, writer_uuid) VALUES('held', 1, 0, ';t;', '', 1, 'm', 'w') RETURNING ordering";

    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_transaction_held_open_when_later_events_are_committed_then_no_query_passes_it(bool commit)
    {
        var owner = await Store.WriteAsync("before", 2, "t");
        await using var connection = new NpgsqlConnection(((PostgresEngine)Engine).ConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(Insert, connection, transaction);
        var held = (long)(await insert.ExecuteScalarAsync())!;
        await using var tag = new NpgsqlCommand($"INSERT INTO tags VALUES({held}, 't', 'held', 1)", connection, transaction);
        await tag.ExecuteNonQueryAsync();
        await Store.AppendAsync(owner, Event(3, null, "t"));

        string[] before = ["before 1", "before 2"];
        Assert.Equal(before, await ByTagAsync());
        Assert.Equal(before, await AllAsync());

        if (commit) await transaction.CommitAsync();
        else await transaction.RollbackAsync();
        string[] all = commit ? [.. before, "held 1", "before 3"] : [.. before, "before 3"];
        Assert.Equal(all, await ByTagAsync());
        Assert.Equal(all, await AllAsync());
    }

    [Fact]
    public async Task Given_an_append_of_the_store_that_is_held_before_its_commit_then_a_live_query_delivers_in_order_once_it_is_free()
    {
        // The store's own statement waits in a trigger, after its ordering was given, for a lock that the test holds.
        await Engine.ExecuteAsync(
            """
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$;
            CREATE TRIGGER hold AFTER INSERT ON journal FOR EACH ROW WHEN (NEW.persistence_id = 'held') EXECUTE FUNCTION hold();
            """);
        await using var connection = new NpgsqlConnection(((PostgresEngine)Engine).ConnectionString);
        await connection.OpenAsync();
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock(42)", connection);
        await take.ExecuteNonQueryAsync();

        var other = await OpenAsync();
        var owner = await Store.OwnAsync("held");
        var slow = Store.AppendAsync(owner, Event(1, null, "t"));
        await using var waiting = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 42", connection);
        while ((long)(await waiting.ExecuteScalarAsync())! == 0) await Task.Yield();
        await other.WriteAsync("quick", 2, "t");

        Assert.Empty(await ByTagAsync());
        await using var live = other.Query.EventsByTagAsync("t").GetAsyncEnumerator();
        var first = live.MoveNextAsync().AsTask();
        await using var free = new NpgsqlCommand("SELECT pg_advisory_unlock(42)", connection);
        await free.ExecuteNonQueryAsync();
        await slow;
        Assert.True(await first.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("held", live.Current.PersistenceId);
        Assert.True(await live.MoveNextAsync());
        Assert.Equal("quick", live.Current.PersistenceId);
        Assert.Equal(["held 1", "quick 1", "quick 2"], await ByTagAsync());
    }

    private async Task<string[]> ByTagAsync() =>
        [.. (await Store.Query.CurrentEventsByTagAsync("t").ListAsync()).Select(e => $"{e.PersistenceId} {e.SequenceNr}")];

    private async Task<string[]> AllAsync() =>
        [.. (await Store.Query.CurrentAllEventsAsync().ListAsync()).Select(e => $"{e.PersistenceId} {e.SequenceNr}")];
}
