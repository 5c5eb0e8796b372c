using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Postgres;
using NTWorkstation.Persistence.Tests.Engines;
using NTWorkstation.Persistence.Tests.Proofs;
using NTWorkstation.TestKit;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Postgres;

/// <summary>A server of this class alone, which is stopped and crashed while it is written to.</summary>
public sealed class PostgresRestartTests : IAsyncLifetime
{
    private readonly PostgresServer _server = new(11000);
    private PostgresEngine _engine = null!;

    public async ValueTask InitializeAsync() => _engine = (PostgresEngine)await PostgresEngine.CreateAsync(_server);

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public Task Given_a_server_that_is_restarted_3_times_under_load_then_no_acknowledged_event_is_lost_or_doubled() => RestartAsync(3);

    [Fact]
    [Trait("Category", "full")]
    public Task Given_a_server_that_is_restarted_40_times_under_load_then_no_acknowledged_event_is_lost_or_doubled() => RestartAsync(40);

    [Fact]
    public async Task Given_a_server_that_is_away_then_a_write_waits_for_it_with_growing_pauses_and_goes_through_once_it_is_back()
    {
        var time = new VirtualTime();
        await using var store = await PostgresStore.OpenAsync(new PostgresStoreOptions
        {
            ConnectionString = _engine.ConnectionString,
            Time = time,
            RetryFor = TimeSpan.FromMinutes(1),
            FirstPause = TimeSpan.FromSeconds(1),
            LongestPause = TimeSpan.FromSeconds(8),
        });
        var owner = await store.WriteAsync("a", 1);
        await _server.StopAsync("fast");
        var write = store.AppendAsync(owner, Event(2));
        var read = store.Journal.ReadHighestSequenceNrAsync("a");
        await AdvanceAsync(time, TimeSpan.FromSeconds(20), write, read);
        Assert.False(write.IsCompleted, "The write did not wait for the server.");
        Assert.False(read.IsCompleted, $"The read did not wait for the server: {read.Exception}");
        await _server.StartAsync();
        await AdvanceAsync(time, TimeSpan.FromSeconds(39), write, read);
        await write.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(await read.WaitAsync(TimeSpan.FromSeconds(30)), 1, 2);
        Assert.Equal([1, 2], await store.Journal.ReplayAsync("a").NumbersAsync());
    }

    [Fact]
    public async Task Given_a_server_that_stays_away_then_the_error_is_typed_says_where_and_whether_the_outcome_is_known()
    {
        await using var store = await PostgresStore.OpenAsync(new PostgresStoreOptions
        {
            ConnectionString = _engine.ConnectionString,
            RetryFor = TimeSpan.FromMilliseconds(200),
            FirstPause = TimeSpan.FromMilliseconds(20),
        });
        var owner = await store.WriteAsync("a", 1);
        await _server.StopAsync("immediate");
        var first = await Assert.ThrowsAsync<JournalUnavailableException>(() => store.AppendAsync(owner, Event(2)));
        Assert.True(first.IsTransient);
        Assert.Contains($"127.0.0.1:{_server.Port}", first.Message, StringComparison.Ordinal);
        // The connection broke while the first was under way; the second finds none at all.
        var second = await Assert.ThrowsAsync<JournalUnavailableException>(() => store.AppendAsync(owner, Event(2)));
        Assert.False(second.OutcomeUnknown);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.Journal.ReadHighestSequenceNrAsync("a"));
        await _server.StartAsync();
        await store.AppendAsync(owner, Event(2));
        Assert.Equal([1, 2], await store.Journal.ReplayAsync("a").NumbersAsync());
    }

    private async Task RestartAsync(int restarts)
    {
        var random = new Random(20261121);
        var acknowledged = new Acknowledged();
        await using var store = await _engine.OpenAsync();
        using var writer = WriterProcess.Start(_engine, 8);
        Assert.Equal("ready", await writer.SaysAsync());
        for (var restart = 0; restart < restarts; restart++)
        {
            await TakeAsync(random.Next(1, 400));
            await _server.StopAsync(restart % 2 == 0 ? "immediate" : "fast");
            await _server.StartAsync();
            // Reads of a store whose connections all broke wait for the server too.
            Assert.True(await store.Journal.ReadHighestSequenceNrAsync("w0") >= 0);
        }
        await TakeAsync(400);
        writer.Kill();
        while (await writer.SaysAsync() is { } line) Assert.True(acknowledged.Take(line), line);
        await acknowledged.VerifyAsync(store);

        async Task TakeAsync(int count)
        {
            for (; count > 0; count--)
            {
                var line = await writer.SaysAsync();
                Assert.True(acknowledged.Take(line!), line);
            }
        }
    }

    // Timers are set by other threads when an attempt has failed: the clock goes on in small steps until all are done or it is late enough.
    private static async Task AdvanceAsync(VirtualTime time, TimeSpan span, params Task[] until)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var left = span; left > TimeSpan.Zero && !until.All(t => t.IsCompleted); left -= step)
        {
            time.Advance(step);
            await Task.Delay(5);
        }
    }
}
