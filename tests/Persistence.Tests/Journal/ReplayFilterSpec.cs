using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Journal;

/// <summary>What replay refuses to hand to a recovery.</summary>
public abstract class ReplayFilterSpec : StoreSpec
{
    [Fact]
    public async Task Given_an_older_epochs_event_behind_a_newer_ones_then_replay_stops_there()
    {
        await Store.WriteAsync("a", 2);
        var second = await Store.OwnAsync("a");
        await Store.AppendAsync(second, Event(3));
        await Engine.ExecuteAsync("INSERT INTO journal(persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid, epoch) SELECT persistence_id, 4, created, message, identifier, manifest, writer_uuid, epoch FROM journal WHERE sequence_number = 2");

        var (delivered, corrupt) = await ReplayUntilCorruptAsync("a");
        Assert.Equal([1, 2, 3], delivered);
        Assert.Equal("a", corrupt.PersistenceId);
        Assert.Equal(4, corrupt.SequenceNr);
        Assert.Contains("epoch 1", corrupt.Reason, StringComparison.Ordinal);
        Assert.False(corrupt.IsTransient);
    }

    [Fact]
    public async Task Given_another_programs_rows_without_epochs_when_a_writer_returns_behind_its_successor_then_replay_stops_there()
    {
        await InsertForeignAsync(1, "w1");
        await InsertForeignAsync(2, "w2");
        Assert.Equal([1, 2], await Store.Journal.ReplayAsync("a").NumbersAsync());
        await InsertForeignAsync(3, "w1");
        var (delivered, corrupt) = await ReplayUntilCorruptAsync("a");
        Assert.Equal([1, 2], delivered);
        Assert.Equal(3, corrupt.SequenceNr);
    }

    [Fact]
    public async Task Given_two_writers_under_one_epoch_then_replay_stops_at_the_second()
    {
        await Store.WriteAsync("a", 2);
        await Engine.ExecuteAsync("UPDATE journal SET writer_uuid = 'another' WHERE sequence_number = 2");
        var (delivered, corrupt) = await ReplayUntilCorruptAsync("a");
        Assert.Equal([1], delivered);
        Assert.Equal(2, corrupt.SequenceNr);
    }

    [Fact]
    public async Task Given_an_event_that_is_gone_then_replay_names_it()
    {
        await Store.WriteAsync("a", 5);
        await Engine.ExecuteAsync("DELETE FROM journal WHERE sequence_number = 3");
        var (delivered, corrupt) = await ReplayUntilCorruptAsync("a");
        Assert.Equal([1, 2], delivered);
        Assert.Equal(3, corrupt.SequenceNr);
        Assert.Equal([4, 5], await Store.Journal.ReplayAsync("a", 4).NumbersAsync());
    }

    [Fact]
    public async Task Given_a_first_event_that_is_gone_then_replay_names_it()
    {
        await Store.WriteAsync("a", 2);
        await Engine.ExecuteAsync("DELETE FROM journal WHERE sequence_number = 1");
        var (delivered, corrupt) = await ReplayUntilCorruptAsync("a");
        Assert.Empty(delivered);
        Assert.Equal(1, corrupt.SequenceNr);
    }

    [Theory]
    [InlineData("message = 'changed'")]
    [InlineData("manifest = 'other'")]
    [InlineData("created = created + 1")]
    [InlineData("identifier = identifier + 1")]
    [InlineData("checksum = checksum + 1")]
    public async Task Given_an_event_whose_content_has_changed_then_replay_and_queries_name_it(string change)
    {
        await Store.WriteAsync("a", 3, "t");
        await Engine.ExecuteAsync($"UPDATE journal SET {change} WHERE sequence_number = 2");
        var (delivered, corrupt) = await ReplayUntilCorruptAsync("a");
        Assert.Equal([1], delivered);
        Assert.Equal(2, corrupt.SequenceNr);
        Assert.Contains("checksum", corrupt.Reason, StringComparison.Ordinal);
        var byTag = await Assert.ThrowsAsync<JournalCorruptException>(() => Store.Query.CurrentEventsByTagAsync("t").NumbersAsync());
        Assert.Equal(2, byTag.SequenceNr);
    }

    private Task InsertForeignAsync(long sequenceNr, string writer) => Engine.ExecuteAsync(
        $"INSERT INTO journal(persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid) VALUES('a', {sequenceNr}, 0, '', 1, 'm', '{writer}')");

    private async Task<(List<long> Delivered, JournalCorruptException Corrupt)> ReplayUntilCorruptAsync(string persistenceId)
    {
        var delivered = new List<long>();
        var corrupt = await Assert.ThrowsAsync<JournalCorruptException>(async () =>
        {
            await foreach (var entry in Store.Journal.ReplayAsync(persistenceId)) delivered.Add(entry.SequenceNr);
        });
        return (delivered, corrupt);
    }
}
