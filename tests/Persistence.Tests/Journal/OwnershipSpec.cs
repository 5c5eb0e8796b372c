using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Journal;

/// <summary>One writer at a time, and what happens to all others.</summary>
public abstract class OwnershipSpec : StoreSpec
{
    [Fact]
    public async Task Given_ownership_taken_again_then_the_epoch_rises_and_the_incarnation_is_another()
    {
        var first = await Store.OwnAsync("a", "one");
        var second = await Store.OwnAsync("a", "two");
        Assert.Equal(1, first.Epoch);
        Assert.Equal(2, second.Epoch);
        Assert.Equal("two", second.Owner);
        Assert.NotEqual(first.WriterUuid, second.WriterUuid);
        Assert.Equal(1, (await Store.OwnAsync("b")).Epoch);
    }

    [Fact]
    public async Task Given_two_stores_when_the_second_has_taken_over_then_the_first_is_refused_typed()
    {
        var other = await OpenAsync();
        var old = await Store.OwnAsync("a", "old node");
        await Store.AppendAsync(old, Event(1));
        var fresh = await other.OwnAsync("a", "new node");

        var refused = await Assert.ThrowsAsync<StaleOwnerException>(() => Store.AppendAsync(old, Event(2)));
        Assert.Equal(old, refused.Stale);
        Assert.Equal(fresh.Epoch, refused.NewestEpoch);
        Assert.False(refused.IsTransient);
        await other.AppendAsync(fresh, Event(2));
        Assert.Equal([1, 2], await Store.Journal.ReplayAsync("a").NumbersAsync());
    }

    [Fact]
    public async Task Given_a_take_over_in_the_midst_of_appends_then_every_acknowledged_event_of_the_old_owner_comes_before_the_new_ones_recovery()
    {
        var other = await OpenAsync();
        for (var round = 0; round < 10; round++)
        {
            var id = $"a{round}";
            var old = await Store.OwnAsync(id);
            var appends = Enumerable.Range(1, 200).Select(i => Store.AppendAsync(old, Event(i))).ToArray();
            await appends[round];
            var fresh = await other.OwnAsync(id);
            var highest = await other.Journal.ReadHighestSequenceNrAsync(id);
            await ((Task)Task.WhenAll(appends)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

            var acknowledged = appends.Count(a => a.IsCompletedSuccessfully);
            Assert.Equal(highest, acknowledged);
            Assert.All(appends[acknowledged..], a => Assert.IsType<StaleOwnerException>(a.Exception!.InnerException));
            await other.AppendAsync(fresh, Event(highest + 1));
        }
    }

    [Fact]
    public async Task Given_an_epoch_that_nobody_took_then_its_write_is_refused()
    {
        var forged = new OwnerEpoch("a", 1, "forged", "w");
        var refused = await Assert.ThrowsAsync<StaleOwnerException>(() => Store.AppendAsync(forged, Event(1)));
        Assert.Equal(0, refused.NewestEpoch);
    }

    [Fact]
    public async Task Given_a_stale_owner_then_its_snapshots_and_deletions_are_refused_too()
    {
        var old = await Store.WriteAsync("a", 2);
        await Store.OwnAsync("a");
        await Assert.ThrowsAsync<StaleOwnerException>(() => Store.Snapshots.SaveAsync(old, new NewSnapshot(2, Noon, new byte[1], 1, "s")));
        await Assert.ThrowsAsync<StaleOwnerException>(() => Store.Snapshots.DeleteAsync(old, SnapshotCriteria.Latest));
        await Assert.ThrowsAsync<StaleOwnerException>(() => Store.Journal.DeleteToAsync(old, 2));
        Assert.Equal([1, 2], await Store.Journal.ReplayAsync("a").NumbersAsync());
        Assert.Null(await Store.Snapshots.LoadAsync("a", SnapshotCriteria.Latest));
    }

    [Fact]
    public async Task Given_a_hand_over_then_replay_passes_and_names_both_writers()
    {
        var first = await Store.WriteAsync("a", 2);
        var second = await Store.OwnAsync("a");
        await Store.AppendAsync(second, Event(3));
        var events = await Store.Journal.ReplayAsync("a").ListAsync();
        Assert.Equal([first.Epoch, first.Epoch, second.Epoch], events.Select(e => e.Epoch));
        Assert.Equal([first.WriterUuid, first.WriterUuid, second.WriterUuid], events.Select(e => e.WriterUuid));
    }

    [Fact]
    public async Task Given_an_owner_row_that_was_lost_when_ownership_is_taken_then_the_epoch_is_above_the_events()
    {
        await Store.OwnAsync("a");
        await Store.WriteAsync("a", 2);
        await Engine.ExecuteAsync("DELETE FROM owner");
        Assert.Equal(3, (await Store.OwnAsync("a")).Epoch);
    }
}
