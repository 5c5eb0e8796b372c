using System.Text;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Snapshot;

/// <summary>What every snapshot store does.</summary>
public abstract class SnapshotSpec : StoreSpec
{
    [Fact]
    public async Task Given_a_snapshot_then_loading_gives_back_every_field()
    {
        var owner = await Store.OwnAsync("a");
        var time = Noon.AddTicks(12_345_678).ToOffset(TimeSpan.FromHours(-3));
        await Store.Snapshots.SaveAsync(owner, new NewSnapshot(7, time, new byte[] { 1, 0, 2 }, 9, "state.v3"));
        var loaded = await Store.Snapshots.LoadAsync("a", SnapshotCriteria.Latest);
        Assert.NotNull(loaded);
        Assert.Equal("a", loaded.PersistenceId);
        Assert.Equal(7, loaded.SequenceNr);
        Assert.Equal(Noon.AddTicks(12_345_670), loaded.Timestamp); // to the microsecond
        Assert.Equal(TimeSpan.Zero, loaded.Timestamp.Offset);
        Assert.Equal([1, 0, 2], loaded.Payload.ToArray());
        Assert.Equal(9, loaded.SerializerId);
        Assert.Equal("state.v3", loaded.Manifest);
        Assert.Equal(owner.Epoch, loaded.Epoch);
    }

    [Fact]
    public async Task Given_no_snapshot_then_loading_gives_null() =>
        Assert.Null(await Store.Snapshots.LoadAsync("a", SnapshotCriteria.Latest));

    [Fact]
    public async Task Given_several_snapshots_then_the_newest_that_meets_the_criteria_is_loaded()
    {
        await SaveAsync("a", 10, 20, 30);
        await SaveAsync("b", 40);
        Assert.Equal(30, await LoadedAsync(SnapshotCriteria.Latest));
        Assert.Equal(20, await LoadedAsync(new SnapshotCriteria { MaximumSequenceNr = 29 }));
        Assert.Equal(20, await LoadedAsync(new SnapshotCriteria { MaximumSequenceNr = 20 }));
        Assert.Null(await LoadedAsync(new SnapshotCriteria { MinimumSequenceNr = 31 }));
        Assert.Equal(10, await LoadedAsync(new SnapshotCriteria { MaximumTimestamp = Noon.AddSeconds(19) }));
        Assert.Null(await LoadedAsync(new SnapshotCriteria { MinimumTimestamp = Noon.AddSeconds(31) }));
    }

    [Fact]
    public async Task Given_a_snapshot_of_the_same_number_then_it_is_replaced()
    {
        var owner = await SaveAsync("a", 10);
        await Store.Snapshots.SaveAsync(owner, new NewSnapshot(10, Noon, "new"u8.ToArray(), 1, "s"));
        var loaded = await Store.Snapshots.LoadAsync("a", SnapshotCriteria.Latest);
        Assert.Equal("new", Encoding.UTF8.GetString(loaded!.Payload.Span));
    }

    [Fact]
    public async Task Given_several_snapshots_when_some_are_deleted_then_the_others_stay()
    {
        var owner = await SaveAsync("a", 10, 20, 30);
        await SaveAsync("b", 10);
        await Store.Snapshots.DeleteAsync(owner, new SnapshotCriteria { MinimumSequenceNr = 15, MaximumSequenceNr = 30 });
        Assert.Equal(10, await LoadedAsync(SnapshotCriteria.Latest));
        await Store.Snapshots.DeleteAsync(owner, SnapshotCriteria.Latest);
        Assert.Null(await LoadedAsync(SnapshotCriteria.Latest));
        Assert.NotNull(await Store.Snapshots.LoadAsync("b", SnapshotCriteria.Latest));
    }

    [Fact]
    public async Task Given_a_snapshot_whose_bytes_have_changed_then_loading_says_so_and_an_older_one_can_be_loaded()
    {
        await SaveAsync("a", 10, 20);
        await Engine.ExecuteAsync("UPDATE snapshot SET snapshot = 'changed' WHERE sequence_number = 20");
        var corrupt = await Assert.ThrowsAsync<JournalCorruptException>(() => Store.Snapshots.LoadAsync("a", SnapshotCriteria.Latest));
        Assert.Equal(20, corrupt.SequenceNr);
        Assert.Equal(10, await LoadedAsync(new SnapshotCriteria { MaximumSequenceNr = 19 }));
    }

    [Fact]
    public async Task Given_a_large_snapshot_then_it_comes_back_whole()
    {
        var owner = await Store.OwnAsync("a");
        var payload = new byte[3 << 20];
        new Random(1).NextBytes(payload);
        await Store.Snapshots.SaveAsync(owner, new NewSnapshot(1, Noon, payload, 1, "s"));
        var loaded = await Store.Snapshots.LoadAsync("a", SnapshotCriteria.Latest);
        Assert.True(loaded!.Payload.Span.SequenceEqual(payload));
        await Assert.ThrowsAsync<JournalRejectedException>(
            () => Store.Snapshots.SaveAsync(owner, new NewSnapshot(2, Noon, new byte[NewEntry.MaximumBytes + 1], 1, "s")));
    }

    private async Task<OwnerEpoch> SaveAsync(string persistenceId, params long[] numbers)
    {
        var owner = await Store.OwnAsync(persistenceId);
        foreach (var number in numbers)
            await Store.Snapshots.SaveAsync(owner, new NewSnapshot(number, Noon.AddSeconds(number), Encoding.UTF8.GetBytes($"state {number}"), 1, "s"));
        return owner;
    }

    private async Task<long?> LoadedAsync(SnapshotCriteria criteria) => (await Store.Snapshots.LoadAsync("a", criteria))?.SequenceNr;
}
