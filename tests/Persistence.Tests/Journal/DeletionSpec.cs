using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Journal;

/// <summary>Events that are deleted for good.</summary>
public abstract class DeletionSpec : StoreSpec
{
    [Fact]
    public async Task Given_events_when_some_are_deleted_then_replay_and_queries_begin_behind_them()
    {
        var owner = await Store.WriteAsync("a", 5, "t");
        await Store.Journal.DeleteToAsync(owner, 3);
        Assert.Equal([4, 5], await Store.Journal.ReplayAsync("a").NumbersAsync());
        Assert.Equal([4, 5], await Store.Journal.ReplayAsync("a", 2).NumbersAsync());
        Assert.Equal([4, 5], await Store.Query.CurrentEventsByTagAsync("t").NumbersAsync());
        Assert.Equal([4, 5], await Store.Query.CurrentAllEventsAsync().NumbersAsync());
    }

    [Fact]
    public async Task Given_all_events_are_deleted_then_the_numbers_go_on()
    {
        var owner = await Store.WriteAsync("a", 3);
        await Store.Journal.DeleteToAsync(owner, long.MaxValue);
        Assert.Empty(await Store.Journal.ReplayAsync("a").NumbersAsync());
        Assert.Equal(3, await Store.Journal.ReadHighestSequenceNrAsync("a"));
        await Store.AppendAsync(owner, Event(4));
        await Store.Journal.DeleteToAsync(owner, 1); // lower than before: nothing more to do
        Assert.Equal([4], await Store.Journal.ReplayAsync("a").NumbersAsync());
    }

    [Fact]
    public async Task Given_a_deletion_when_events_follow_then_no_ordering_is_given_twice()
    {
        var owner = await Store.WriteAsync("a", 3);
        var before = (await Store.Query.CurrentAllEventsAsync().ListAsync()).Max(e => e.Ordering);
        await Store.Journal.DeleteToAsync(owner, 3);
        await Store.DisposeAsync();
        var again = await OpenAsync();
        await again.AppendAsync(owner, Event(4));
        Assert.True((await again.Query.CurrentAllEventsAsync().ListAsync()).Single().Ordering > before);
    }

    [Fact]
    public async Task Given_a_deletion_then_another_ids_events_stay()
    {
        var owner = await Store.WriteAsync("a", 3, "t");
        await Store.WriteAsync("b", 3, "t");
        await Store.Journal.DeleteToAsync(owner, 3);
        Assert.Equal([1, 2, 3], await Store.Journal.ReplayAsync("b").NumbersAsync());
        Assert.Equal(3, (await Store.Query.CurrentEventsByTagAsync("t").ListAsync()).Count);
    }
}
