using Npgsql;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Projections;
using NTWorkstation.Persistence.Tests.Actor;
using NTWorkstation.Persistence.Tests.Engines;
using NTWorkstation.TestKit;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Postgres;

/// <summary>A view in the journal's own database, whose offset is committed with it.</summary>
public sealed class PostgresProjectionActorTests(PostgresServer server) : StoreSpec, IAsyncDisposable
{
    private const int SerializerId = 7;
    private readonly ActorTestKit _kit = new(new ActorSystemOptions());

    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await _kit.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task Given_a_view_that_fails_in_the_middle_of_its_transactions_then_every_event_is_in_it_once_and_in_order()
    {
        await WriteAsync("a", 40);
        var view = await ViewAsync();
        // Before its commit and, worse, right behind it, when the projection does not know that it was made.
        view.FailsBeforeCommit = offset => offset % 7 == 0;
        view.FailsBehindCommit = offset => offset % 5 == 0;
        Start(view);
        await WriteAsync("b", 20);
        _kit.AwaitCondition(() => view.Count() == 60, "every event is in the view");
        Assert.Equal(Enumerable.Range(1, 40).Select(n => $"a {n}"), view.Texts().Where(t => t[0] == 'a'));
        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"b {n}"), view.Texts().Where(t => t[0] == 'b'));
        Assert.True(view.Failures > 10);
    }

    [Fact]
    public async Task Given_a_lower_ordering_that_is_not_committed_then_the_projection_waits_for_it_and_takes_it_in_first()
    {
        await WriteAsync("before", 1);
        var view = await ViewAsync();
        Start(view);
        _kit.AwaitCondition(() => view.Count() == 1, "what is there is in the view");
        await using var connection = new NpgsqlConnection(((PostgresEngine)Engine).ConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(
            "INSERT INTO journal(persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid) VALUES('held', 1, 0, '{\"Text\":\"held 1\"}', 7, 'noted:1', 'w')",
            connection, transaction);
        await insert.ExecuteNonQueryAsync();
        await WriteAsync("behind", 3);
        // A read of everything that may be read comes to nothing new: the projection's own reads see no more.
        Assert.Single(await Store.Query.CurrentAllEventsAsync().ListAsync());
        Assert.Equal(["before 1"], view.Texts());
        await transaction.CommitAsync();
        _kit.AwaitCondition(() => view.Count() == 5, "what was held and what is behind it is in the view");
        Assert.Equal(["before 1", "held 1", "behind 1", "behind 2", "behind 3"], view.Texts());
    }

    private void Start(View view) => _kit.System.ActorOf(ProjectionActor.Props(
        Store, new PersistenceExtension(Store, TestJson.Registry).Events,
        new("view") { MinBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(10) }, view));

    private async Task WriteAsync(string id, int count)
    {
        var owner = await Store.OwnAsync(id);
        for (var number = 1; number <= count; number++)
        {
            var value = TestJson.Registry.Serialize(new Noted($"{id} {number}"));
            await Store.AppendAsync(owner, Event(number) with { Payload = value.Bytes, SerializerId = SerializerId, Manifest = value.Manifest });
        }
    }

    private async Task<View> ViewAsync()
    {
        await Engine.ExecuteAsync("CREATE TABLE view_texts(id serial PRIMARY KEY, text text NOT NULL); CREATE TABLE view_offset(at bigint NOT NULL); INSERT INTO view_offset VALUES(0)");
        return new View(((PostgresEngine)Engine).ConnectionString);
    }

    private sealed class View(string connectionString) : ITransactionalProjectionHandler
    {
        private readonly HashSet<long> _failed = [];

        public Func<long, bool> FailsBeforeCommit { get; set; } = _ => false;

        public Func<long, bool> FailsBehindCommit { get; set; } = _ => false;

        public int Failures => _failed.Count;

        public async Task<long> ReadOffsetAsync(CancellationToken cancellationToken)
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var read = new NpgsqlCommand("SELECT at FROM view_offset", connection);
            return (long)(await read.ExecuteScalarAsync(cancellationToken))!;
        }

        public async Task HandleAsync(ProjectedEntry entry, CancellationToken cancellationToken)
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (var noted in entry.Events.Cast<Noted>())
            {
                await using var insert = new NpgsqlCommand("INSERT INTO view_texts(text) VALUES($1)", connection, transaction) { Parameters = { new() { Value = noted.Text } } };
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }
            await using var move = new NpgsqlCommand("UPDATE view_offset SET at = $1", connection, transaction) { Parameters = { new() { Value = entry.Offset } } };
            await move.ExecuteNonQueryAsync(cancellationToken);
            Fail(FailsBeforeCommit, entry.Offset);
            await transaction.CommitAsync(cancellationToken);
            Fail(FailsBehindCommit, entry.Offset);
        }

        public int Count() => Texts().Count;

        public List<string> Texts()
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var read = new NpgsqlCommand("SELECT text FROM view_texts ORDER BY id", connection);
            using var reader = read.ExecuteReader();
            var texts = new List<string>();
            while (reader.Read()) texts.Add(reader.GetString(0));
            return texts;
        }

        private void Fail(Func<long, bool> fails, long offset)
        {
            if (fails(offset) && _failed.Add(offset)) throw new InvalidOperationException($"The view fails at {offset}.");
        }

        private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
        {
            var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
    }
}
