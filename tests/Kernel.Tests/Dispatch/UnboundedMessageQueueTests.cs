using System.Reflection;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Dispatch;

public class UnboundedMessageQueueTests
{
    private sealed record Numbered(int Producer, int Number);

    [Theory]
    [InlineData(1, 400_000, 0)]
    [InlineData(4, 100_000, 0)]
    [InlineData(4, 100_000, 1)]
    [InlineData(16, 20_000, 1)]
    public void Given_several_producers_when_one_thread_takes_then_each_ones_messages_come_once_and_in_order(int producers, int each, int seed)
    {
        var queue = new UnboundedMessageQueue();
        var threads = Enumerable.Range(0, producers).Select(p => new Thread(() =>
        {
            var random = new Random((seed * 1000) + p);
            for (var i = 0; i < each; i++)
            {
                Assert.True(queue.TryEnqueue(new Envelope(new Numbered(p, i), ActorRefs.NoSender)));
                // Bursts and pauses, so that rings fill, are closed and run empty at all of their places.
                if (seed > 0 && random.Next(50) == 0) Thread.SpinWait(random.Next(400));
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();

        var next = new int[producers];
        var left = producers * each;
        var pauses = new Random(seed);
        while (left > 0)
        {
            if (!queue.TryDequeue(out var envelope)) continue;
            var message = (Numbered)envelope.Message;
            Assert.Equal(next[message.Producer]++, message.Number);
            left--;
            if (seed > 0 && pauses.Next(200) == 0) Thread.SpinWait(pauses.Next(2000));
        }
        foreach (var thread in threads) thread.Join();
        Assert.False(queue.TryDequeue(out _));
        Assert.False(queue.HasMessages);
        Assert.Equal(0, queue.CountUpTo(10));
    }

    /// <summary>Positions of a ring that has served as many messages as an int counts, so that the next ones go over its end.</summary>
    private static UnboundedMessageQueue NearlyWrapped(int before)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;
        var queue = new UnboundedMessageQueue();
        var ring = typeof(UnboundedMessageQueue).GetField("_emptied", Own)!.GetValue(queue)!;
        var places = (Array)ring.GetType().GetField("_places", Own)!.GetValue(ring)!;
        var start = int.MaxValue - before;
        foreach (var name in new[] { "_head", "_tail" }) ring.GetType().GetField(name, Own)!.SetValue(ring, start);
        for (var i = 0; i < places.Length; i++)
        {
            var place = places.GetValue((start + i) & (places.Length - 1))!;
            place.GetType().GetField("Turn")!.SetValue(place, unchecked(start + i));
            places.SetValue(place, (start + i) & (places.Length - 1));
        }
        return queue;
    }

    [Fact]
    public void Given_a_ring_that_has_served_all_an_int_counts_then_it_goes_on_also_when_it_is_widened_just_there()
    {
        for (var before = 0; before < 12; before++)
            for (var backlog = 1; backlog < 12; backlog++)
            {
                var queue = NearlyWrapped(before);
                var (put, taken) = (0, 0);
                while (taken < 100)
                {
                    while (put - taken < backlog) Assert.True(queue.TryEnqueue(new Envelope(put++, ActorRefs.NoSender)));
                    Assert.True(queue.HasMessages);
                    Assert.Equal(backlog, queue.CountUpTo(1000));
                    Assert.True(queue.TryDequeue(out var envelope));
                    Assert.Equal(taken++, envelope.Message);
                }
                while (taken < put && queue.TryDequeue(out var envelope)) Assert.Equal(taken++, envelope.Message);
                Assert.Equal(put, taken);
                Assert.False(queue.TryDequeue(out _));
                Assert.False(queue.HasMessages);
            }
    }

    [Fact]
    public void Given_messages_in_flight_when_it_is_asked_then_the_count_is_right_across_its_rings()
    {
        var queue = new UnboundedMessageQueue();
        for (var i = 0; i < 5000; i++)
        {
            queue.TryEnqueue(new Envelope(i, ActorRefs.NoSender));
            Assert.Equal(i + 1, queue.CountUpTo(int.MaxValue));
        }
        for (var i = 0; i < 5000; i++)
        {
            Assert.True(queue.HasMessages);
            Assert.True(queue.TryDequeue(out var envelope));
            Assert.Equal(i, envelope.Message);
            Assert.Equal(4999 - i, queue.CountUpTo(int.MaxValue));
        }
        Assert.False(queue.HasMessages);
    }

    [Fact]
    public void Given_a_steady_flow_when_the_ring_is_wide_enough_then_nothing_is_allocated()
    {
        var queue = new UnboundedMessageQueue();
        var envelope = new Envelope("message", ActorRefs.NoSender);
        Flow(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Flow(10_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Flow(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                for (var k = 0; k < 50; k++) queue.TryEnqueue(envelope);
                for (var k = 0; k < 50; k++) queue.TryDequeue(out _);
            }
        }
    }
}
