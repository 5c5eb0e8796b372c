using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Journal;

/// <summary>What every journal does.</summary>
public abstract class JournalSpec : StoreSpec
{
    [Fact]
    public async Task Given_an_event_when_it_is_appended_then_replay_gives_back_every_field()
    {
        var owner = await Store.OwnAsync("session-ä");
        var written = new NewEntry(1, Noon.ToOffset(TimeSpan.FromHours(2)), new byte[] { 0, 255, 1 }, -3, "täst.v2") { Tags = ["a", "β"] };
        await Store.AppendAsync(owner, written);

        var read = Assert.Single(await Store.Journal.ReplayAsync("session-ä").ListAsync());
        Assert.Equal("session-ä", read.PersistenceId);
        Assert.Equal(1, read.SequenceNr);
        Assert.Equal(Noon, read.Timestamp);
        Assert.Equal(TimeSpan.Zero, read.Timestamp.Offset);
        Assert.Equal(written.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(-3, read.SerializerId);
        Assert.Equal("täst.v2", read.Manifest);
        Assert.Equal(owner.WriterUuid, read.WriterUuid);
        Assert.Equal(owner.Epoch, read.Epoch);
        Assert.Equal(["a", "β"], read.Tags);
        Assert.True(read.Ordering > 0);
    }

    [Fact]
    public async Task Given_an_empty_payload_when_it_is_replayed_then_it_is_empty()
    {
        var owner = await Store.OwnAsync("a");
        await Store.AppendAsync(owner, Event(1) with { Payload = default, Manifest = "" });
        var read = Assert.Single(await Store.Journal.ReplayAsync("a").ListAsync());
        Assert.True(read.Payload.IsEmpty);
        Assert.Equal("", read.Manifest);
    }

    [Fact]
    public async Task Given_no_events_then_the_highest_number_is_0_and_replay_is_empty()
    {
        Assert.Equal(0, await Store.Journal.ReadHighestSequenceNrAsync("nobody"));
        Assert.Empty(await Store.Journal.ReplayAsync("nobody").ListAsync());
    }

    [Fact]
    public async Task Given_events_when_a_range_is_replayed_then_bounds_are_inclusive_and_the_maximum_counts()
    {
        await Store.WriteAsync("a", 6);
        Assert.Equal([2, 3, 4], await Store.Journal.ReplayAsync("a", 2, 4).NumbersAsync());
        Assert.Equal([3, 4], await Store.Journal.ReplayAsync("a", 3, maximum: 2).NumbersAsync());
        Assert.Empty(await Store.Journal.ReplayAsync("a", 7).NumbersAsync());
        Assert.Empty(await Store.Journal.ReplayAsync("a", maximum: 0).NumbersAsync());
        Assert.Equal(6, await Store.Journal.ReadHighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task Given_more_events_than_a_page_when_they_are_replayed_then_all_come_in_order()
    {
        var owner = await Store.OwnAsync("a");
        await Store.Journal.AppendAsync(owner, [.. Enumerable.Range(1, 5000).Select(i => Event(i))]);
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => (long)i), await Store.Journal.ReplayAsync("a").NumbersAsync());
        Assert.Equal(Enumerable.Range(100, 2900).Select(i => (long)i), await Store.Journal.ReplayAsync("a", 100, maximum: 2900).NumbersAsync());
    }

    [Fact]
    public async Task Given_a_replay_that_is_left_early_then_the_store_goes_on()
    {
        var owner = await Store.OwnAsync("a");
        await Store.Journal.AppendAsync(owner, [.. Enumerable.Range(1, 1000).Select(i => Event(i))]);
        for (var i = 0; i < 20; i++)
        {
            await foreach (var entry in Store.Journal.ReplayAsync("a"))
                if (entry.SequenceNr == 3) break;
        }
        await Store.AppendAsync(owner, Event(1001));
    }

    [Fact]
    public async Task Given_events_of_two_ids_then_each_has_its_own_numbers()
    {
        await Store.WriteAsync("a", 3);
        await Store.WriteAsync("b", 2);
        Assert.Equal([1, 2, 3], await Store.Journal.ReplayAsync("a").NumbersAsync());
        Assert.Equal([1, 2], await Store.Journal.ReplayAsync("b").NumbersAsync());
    }

    [Fact]
    public async Task Given_an_atomic_write_with_a_fault_in_its_last_event_then_none_of_it_is_written()
    {
        var owner = await Store.OwnAsync("a");
        await Assert.ThrowsAsync<JournalRejectedException>(() => Store.AppendAsync(owner, Event(1), Event(2), Event(3) with { Tags = ["x;y"] }));
        Assert.Equal(0, await Store.Journal.ReadHighestSequenceNrAsync("a"));
        await Store.AppendAsync(owner, Event(1), Event(2));
    }

    [Fact]
    public async Task Given_an_atomic_write_that_the_database_itself_refuses_half_way_then_none_of_it_is_written_and_the_others_are()
    {
        var owner = await Store.OwnAsync("a");
        var other = await Store.OwnAsync("b");
        await Engine.ExecuteAsync("CREATE UNIQUE INDEX only_once ON journal(persistence_id, created)");
        var first = Store.AppendAsync(other, Event(1));
        var refused = Store.AppendAsync(owner, Event(1), Event(2, null, "t"), Event(3) with { Timestamp = Event(1).Timestamp });
        var last = Store.AppendAsync(other, Event(2));
        await Assert.ThrowsAsync<JournalRejectedException>(() => refused);
        await first;
        await last;
        Assert.Equal(0, await Store.Journal.ReadHighestSequenceNrAsync("a"));
        Assert.Empty(await Store.Query.CurrentEventsByTagAsync("t").NumbersAsync());
        await Store.AppendAsync(owner, Event(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Given_two_events_when_the_next_write_does_not_follow_then_it_is_refused(long sequenceNr)
    {
        var owner = await Store.WriteAsync("a", 2);
        var refused = await Assert.ThrowsAsync<JournalRejectedException>(() => Store.AppendAsync(owner, Event(sequenceNr)));
        Assert.Equal("a", refused.PersistenceId);
        Assert.Equal(sequenceNr, refused.SequenceNr);
        Assert.False(refused.IsTransient);
        await Store.AppendAsync(owner, Event(3));
        Assert.Equal([1, 2, 3], await Store.Journal.ReplayAsync("a").NumbersAsync());
    }

    public static TheoryData<string, NewEntry> Unstorable() => new()
    {
        { "a gap within the write", Event(3) },
        { "number 0", Event(0) },
        { "a long manifest", Event(2) with { Manifest = new string('m', 256) } },
        { "the character 0", Event(2) with { Manifest = "a\0b" } },
        { "half a surrogate pair", Event(2) with { Manifest = "a\ud800" } },
        { "a long tag", Event(2) with { Tags = [new string('t', 65)] } },
        { "an empty tag", Event(2) with { Tags = [""] } },
        { "a separator", Event(2) with { Tags = ["a;b"] } },
        { "a tag twice", Event(2) with { Tags = ["a", "a"] } },
        { "a large payload", Event(2) with { Payload = new byte[NewEntry.MaximumBytes + 1] } },
    };

    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task Given_a_write_that_cannot_be_stored_then_it_is_refused_typed_and_the_next_goes_on(string what, NewEntry entry)
    {
        Assert.NotEmpty(what);
        var owner = await Store.WriteAsync("a", 1);
        await Assert.ThrowsAsync<JournalRejectedException>(() => Store.AppendAsync(owner, Event(2), entry with { SequenceNr = entry.SequenceNr == 2 ? 3 : entry.SequenceNr + 1 }));
        await Store.AppendAsync(owner, Event(2));
        Assert.Equal(2, await Store.Journal.ReadHighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task Given_appends_that_do_not_await_each_other_then_they_are_written_in_the_order_of_the_calls()
    {
        var owner = await Store.OwnAsync("a");
        await Task.WhenAll(Enumerable.Range(1, 300).Select(i => Store.AppendAsync(owner, Event(i))));
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), await Store.Journal.ReplayAsync("a").NumbersAsync());
    }

    [Fact]
    public async Task Given_many_writers_at_once_then_every_id_is_dense_and_every_ordering_is_given_once()
    {
        const int writers = 50, events = 20;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(() => Store.WriteAsync($"w{w}", events))));
        var all = await Store.Query.CurrentAllEventsAsync().ListAsync();
        Assert.Equal(writers * events, all.Select(e => e.Ordering).Distinct().Count());
        foreach (var writer in all.GroupBy(e => e.PersistenceId))
            Assert.Equal(Enumerable.Range(1, events).Select(i => (long)i), writer.Select(e => e.SequenceNr));
    }

    [Fact]
    public async Task Given_a_group_with_refused_writes_then_the_others_in_it_are_written()
    {
        var good = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.OwnAsync($"good{i}")));
        var stale = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.OwnAsync($"stale{i}")));
        foreach (var owner in stale) await Store.OwnAsync(owner.PersistenceId, "another");

        var writes = good.Zip(stale).SelectMany(pair => new[]
        {
            Store.AppendAsync(pair.First, Event(1), Event(2)),
            Store.AppendAsync(pair.Second, Event(1), Event(2)),
            Store.AppendAsync(pair.First, Event(9)),
            Store.AppendAsync(pair.First, Event(3)),
        }).ToArray();
        await ((Task)Task.WhenAll(writes)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        for (var i = 0; i < writes.Length; i += 4)
        {
            Assert.True(writes[i].IsCompletedSuccessfully);
            Assert.IsType<StaleOwnerException>(writes[i + 1].Exception!.InnerException);
            Assert.IsType<JournalRejectedException>(writes[i + 2].Exception!.InnerException);
            Assert.True(writes[i + 3].IsCompletedSuccessfully);
        }
        foreach (var owner in good) Assert.Equal([1, 2, 3], await Store.Journal.ReplayAsync(owner.PersistenceId).NumbersAsync());
        foreach (var owner in stale) Assert.Empty(await Store.Journal.ReplayAsync(owner.PersistenceId).NumbersAsync());
    }

    [Fact]
    public async Task Given_a_write_that_is_taken_back_before_its_turn_then_nothing_is_written()
    {
        var owner = await Store.OwnAsync("a");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.Journal.AppendAsync(owner, [Event(1)], new CancellationToken(true)));
        Assert.Equal(0, await Store.Journal.ReadHighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task Given_a_closed_store_when_it_is_used_then_it_says_so()
    {
        var owner = await Store.OwnAsync("a");
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Store.AppendAsync(owner, Event(1)));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Store.Journal.ReadHighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task Given_a_store_that_is_opened_again_then_it_holds_what_was_acknowledged()
    {
        await Store.WriteAsync("a", 3);
        await Store.DisposeAsync();
        var again = await OpenAsync();
        Assert.Equal([1, 2, 3], await again.Journal.ReplayAsync("a").NumbersAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task Given_a_persistence_id_that_is_none_when_it_is_owned_then_it_is_an_argument_error(string persistenceId) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OwnAsync(persistenceId));
}
