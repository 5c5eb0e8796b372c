using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Query;

/// <summary>Reading across persistence ids, and living.</summary>
public abstract class QuerySpec : StoreSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Given_tagged_events_then_the_query_finds_them_in_their_order_across_ids()
    {
        var a = await Store.OwnAsync("a");
        var b = await Store.OwnAsync("b");
        await Store.AppendAsync(a, Event(1, null, "red"));
        await Store.AppendAsync(b, Event(1, null, "blue"));
        await Store.AppendAsync(b, Event(2, null, "red", "blue"), Event(3));
        await Store.AppendAsync(a, Event(2, null, "red"));

        var red = await Store.Query.CurrentEventsByTagAsync("red").ListAsync();
        Assert.Equal([("a", 1L), ("b", 2L), ("a", 2L)], red.Select(e => (e.PersistenceId, e.SequenceNr)));
        Assert.Equal(["red", "blue"], red[1].Tags);
        Assert.Equal(red.Select(e => e.Ordering).Order(), red.Select(e => e.Ordering));
        Assert.Equal([("b", 2L), ("a", 2L)], (await Store.Query.CurrentEventsByTagAsync("red", red[0].Ordering).ListAsync()).Select(e => (e.PersistenceId, e.SequenceNr)));
        Assert.Empty(await Store.Query.CurrentEventsByTagAsync("re").ListAsync());
        Assert.Empty(await Store.Query.CurrentEventsByTagAsync("red", red[2].Ordering).ListAsync());
        Assert.Equal(5, (await Store.Query.CurrentAllEventsAsync().ListAsync()).Count);
    }

    [Fact]
    public async Task Given_more_tagged_events_than_a_page_then_all_come_once()
    {
        var owner = await Store.OwnAsync("a");
        await Store.Journal.AppendAsync(owner, [.. Enumerable.Range(1, 3000).Select(i => Event(i, null, i % 3 == 0 ? ["third"] : []))]);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => 3L * i), await Store.Query.CurrentEventsByTagAsync("third").NumbersAsync());
        Assert.Equal(Enumerable.Range(1, 3000).Select(i => (long)i), await Store.Query.CurrentAllEventsAsync().NumbersAsync());
    }

    [Fact]
    public async Task Given_ids_with_events_then_each_is_named_once_in_ordinal_order()
    {
        foreach (var id in new[] { "b", "a", "B", "ä", "a1" }) await Store.WriteAsync(id, 3);
        await Store.OwnAsync("owned only");
        Assert.Equal(["B", "a", "a1", "b", "ä"], await Store.Query.CurrentPersistenceIdsAsync().ListAsync());
    }

    [Fact]
    public async Task Given_a_live_query_by_id_then_events_that_come_are_delivered_until_the_last_that_was_asked_for()
    {
        var owner = await Store.WriteAsync("a", 2);
        await using var live = Store.Query.EventsByPersistenceIdAsync("a", 2, 4).GetAsyncEnumerator();
        Assert.Equal(2, (await NextAsync(live)).SequenceNr);
        var waiting = live.MoveNextAsync().AsTask();
        await Store.AppendAsync(owner, Event(3), Event(4), Event(5));
        Assert.True(await waiting.WaitAsync(Patience));
        Assert.Equal(3, live.Current.SequenceNr);
        Assert.Equal(4, (await NextAsync(live)).SequenceNr);
        Assert.False(await live.MoveNextAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Given_a_live_query_by_tag_when_this_process_writes_then_it_is_woken_without_a_poll()
    {
        var store = await OpenAsync(new SteppedTime()); // no poll ever comes
        await using var live = store.Query.EventsByTagAsync("t").GetAsyncEnumerator();
        var waiting = live.MoveNextAsync().AsTask();
        await store.WriteAsync("a", 2, "t");
        Assert.True(await waiting.WaitAsync(Patience));
        Assert.Equal(1, live.Current.SequenceNr);
        Assert.Equal(2, (await NextAsync(live)).SequenceNr);
    }

    [Fact]
    public async Task Given_a_live_query_when_another_process_writes_then_the_next_poll_finds_it()
    {
        var time = new SteppedTime();
        var reading = await OpenAsync(time);
        await using var live = reading.Query.EventsByTagAsync("t").GetAsyncEnumerator();
        var waiting = live.MoveNextAsync().AsTask();
        var poll = await time.SetAsync(); // it has read, found nothing, and sleeps
        await Store.WriteAsync("a", 1, "t");
        Assert.False(waiting.IsCompleted);
        poll();
        Assert.True(await waiting.WaitAsync(Patience));
        Assert.Equal("a", live.Current.PersistenceId);
    }

    [Fact]
    public async Task Given_a_live_query_of_ids_then_a_new_one_is_named_once()
    {
        await Store.WriteAsync("a", 3);
        await using var live = Store.Query.PersistenceIdsAsync().GetAsyncEnumerator();
        Assert.Equal("a", await NextAsync(live));
        await Store.WriteAsync("b", 2);
        await Store.WriteAsync("c", 1);
        Assert.Equal("b", await NextAsync(live));
        Assert.Equal("c", await NextAsync(live));
    }

    [Fact]
    public async Task Given_a_live_query_when_it_is_cancelled_then_it_ends_as_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        await using var live = Store.Query.AllEventsAsync(0, cancel.Token).GetAsyncEnumerator();
        var waiting = live.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
    }

    [Fact]
    public async Task Given_writers_in_two_stores_when_a_reader_follows_by_ordering_then_it_misses_nothing_and_sees_nothing_twice()
    {
        const int writers = 8, events = 40;
        var other = await OpenAsync();
        using var done = new CancellationTokenSource();
        var seen = new List<(string, long)>();
        var reading = Task.Run(async () =>
        {
            long last = 0;
            while (seen.Count < writers * events)
            {
                // Anew from the last ordering each time, as a projection does that is started again.
                await foreach (var entry in Store.Query.CurrentEventsByTagAsync("t", last, done.Token))
                {
                    Assert.True(entry.Ordering > last);
                    last = entry.Ordering;
                    seen.Add((entry.PersistenceId, entry.SequenceNr));
                }
            }
        });
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(() => (w % 2 == 0 ? Store : other).WriteAsync($"w{w}", events, "t"))));
        done.CancelAfter(Patience);
        await reading;
        Assert.Equal(writers * events, seen.Distinct().Count());
        foreach (var id in seen.GroupBy(s => s.Item1)) Assert.Equal(Enumerable.Range(1, events).Select(i => (long)i), id.Select(s => s.Item2));
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> live)
    {
        Assert.True(await live.MoveNextAsync().AsTask().WaitAsync(Patience));
        return live.Current;
    }
}
