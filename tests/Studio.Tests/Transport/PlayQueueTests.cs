using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Transport;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

public sealed class PlayQueueTests
{
    private static (PlayQueue Queue, IReadOnlyList<EntryId> Ids) Of(int count, int seed = 1)
    {
        var queue = new PlayQueue(seed);
        return (queue, queue.Insert(Items(count), null, null));
    }

    private static IEnumerable<PlayItem> Items(int count) => Enumerable.Range(0, count).Select(k => new PlayItem { Address = SourceAddress.OfFile($"/{k}") });

    private static List<EntryId> Played(PlayQueue queue)
    {
        var order = new List<EntryId>();
        for (var id = queue.First; id is { } now && order.Count < 1000; id = queue.Next(now)) order.Add(now);
        return order;
    }

    [Fact]
    public void Given_entries_then_they_follow_in_order_and_end()
    {
        var (queue, ids) = Of(4);
        Assert.Equal(ids, Played(queue));
        Assert.Null(queue.After(ids[3]));
        Assert.Null(queue.Previous(ids[0]));
        Assert.Equal(ids[1], queue.Previous(ids[2]));
    }

    [Fact]
    public void Given_a_loop_then_the_entry_or_the_queue_comes_again_but_next_goes_on()
    {
        var (queue, ids) = Of(3);
        queue.Loop = LoopMode.Entry;
        Assert.Equal(ids[1], queue.After(ids[1]));
        Assert.Equal(ids[2], queue.Next(ids[1]));
        queue.Loop = LoopMode.Queue;
        Assert.Equal(ids[0], queue.After(ids[2]));
        Assert.Equal(ids[2], queue.Previous(ids[0]));
    }

    [Fact]
    public void Given_shuffling_then_every_entry_comes_once_the_present_one_first_and_the_order_stays()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var (queue, ids) = Of(20, seed);
            queue.Shuffle(true, ids[7]);
            var order = Played(queue);
            Assert.Equal(ids[7], order[0]);
            Assert.Equal(ids.ToHashSet(), order.ToHashSet());
            Assert.Equal(20, order.Count);
            Assert.Equal(order, Played(queue));
            Assert.Equal(ids, queue.Entries.Select(e => e.Id));
            queue.Shuffle(false, ids[7]);
            Assert.Equal(ids, Played(queue));
        }
        Assert.True(Enumerable.Range(0, 50).Select(seed =>
        {
            var (queue, _) = Of(20, seed);
            queue.Shuffle(true, null);
            return string.Join(',', Played(queue));
        }).Distinct().Count() > 45);
    }

    [Fact]
    public void Given_insertions_while_shuffled_then_they_come_after_the_entry_that_plays()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var (queue, ids) = Of(10, seed);
            queue.Shuffle(true, ids[3]);
            var added = queue.Insert(Items(5), ids[0], ids[3]);
            var order = Played(queue);
            Assert.Equal(15, order.Count);
            Assert.Equal(ids[3], order[0]);
            Assert.Equal([.. added, .. ids], queue.Entries.Select(e => e.Id));
        }
    }

    [Fact]
    public void Given_moves_and_removals_then_the_others_keep_their_order()
    {
        var (queue, ids) = Of(5);
        Assert.True(queue.Move(ids[4], ids[1]));
        Assert.Equal([ids[0], ids[4], ids[1], ids[2], ids[3]], Played(queue));
        Assert.True(queue.Move(ids[0], null));
        Assert.Equal([ids[4], ids[1], ids[2], ids[3], ids[0]], Played(queue));
        Assert.True(queue.Move(ids[2], ids[2]));
        Assert.False(queue.Move(new(99), null));
        Assert.False(queue.Move(ids[2], new(99)));
        Assert.Equal([ids[1], ids[3]], queue.Remove([ids[3], ids[1], new(99)]).Order(Comparer<EntryId>.Create((a, b) => a.Value.CompareTo(b.Value))));
        Assert.Equal([ids[4], ids[2], ids[0]], Played(queue));
        Assert.Null(queue.After(ids[1]));
        Assert.DoesNotContain(queue.Insert(Items(1), null, null)[0], ids);
    }
}
