using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Models;

/// <summary>The mailboxes against plain lists.</summary>
public class MailboxModelTests
{
    private sealed record Numbered(int Priority, int Number);

    [Fact]
    public void Given_any_puts_and_takes_then_the_unbounded_queue_is_a_queue() => Queue(new UnboundedMessageQueueFactory(), int.MaxValue, static _ => 0);

    [Fact]
    public void Given_any_puts_and_takes_then_the_bounded_queue_is_one_that_refuses_what_is_too_much()
    {
        foreach (var capacity in new[] { 1, 2, 5, 30 }) Queue(new BoundedMessageQueueFactory(capacity), capacity, static _ => 0);
    }

    [Fact]
    public void Given_any_puts_and_takes_then_the_priority_queue_takes_the_oldest_of_the_lowest_value() =>
        Queue(new PriorityMessageQueueFactory(), int.MaxValue, static m => m.Priority);

    [Fact]
    public void Given_any_puts_by_threads_at_once_then_what_is_taken_is_some_order_of_theirs() => Histories.Require(3, 30, 40, acts =>
    {
        var kinds = new (MailboxType Mailbox, int Capacity)[] { (MailboxType.Unbounded, int.MaxValue), (MailboxType.Bounded(3), 3), (MailboxType.Priority(m => ((Numbered)m).Priority), int.MaxValue) };
        foreach (var (mailbox, capacity) in kinds)
        {
            var queue = mailbox.CreateQueue();
            var shares = Enumerable.Range(0, 3).Select(thread => acts.Where(a => a.Kind == thread).ToArray()).ToArray();
            var accepted = shares.Select(s => new bool[s.Length]).ToArray();
            using var start = new Barrier(4);
            var producers = shares.Select((share, thread) => Task.Run(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < share.Length; i++)
                {
                    // A priority per thread: within one the order of arrival stands.
                    accepted[thread][i] = queue.TryEnqueue(new Envelope(new Numbered(thread, i), ActorRefs.NoSender));
                    Thread.SpinWait(share[i].A % 60);
                }
            })).ToArray();
            start.SignalAndWait();
            var taken = new List<Numbered>();
            while (!producers.All(p => p.IsCompleted)) Take();
            Task.WaitAll(producers);
            while (Take()) Assert.InRange(queue.CountUpTo(int.MaxValue), 0, capacity);
            Assert.False(queue.HasMessages);
            Assert.Equal(0, queue.CountUpTo(10));
            for (var thread = 0; thread < 3; thread++)
                Assert.Equal(Enumerable.Range(0, shares[thread].Length).Where(i => accepted[thread][i]), taken.Where(m => m.Priority == thread).Select(m => m.Number));
            if (capacity == int.MaxValue) Assert.DoesNotContain(false, accepted.SelectMany(a => a));

            bool Take()
            {
                if (!queue.TryDequeue(out var envelope)) return false;
                taken.Add((Numbered)envelope.Message);
                return true;
            }
        }
    });

    [Fact]
    public void Given_any_messages_stashes_and_holds_then_an_actors_mailbox_is_a_queue_with_a_front() => Histories.Require(5, 60, 150, acts =>
    {
        // The mailbox of an actor, turned by hand: what the actor does with each message is the act of its number.
        var kit = ActorTestKit.Seeded(1);
        var (handled, model) = (new List<int>(), new FrontedQueue());
        var actor = kit.System.ActorOf(Props.Create(() => new Stasher(acts, handled)));
        kit.RunUntilIdle();
        for (var i = 0; i < acts.Length; i++)
        {
            actor.Tell(i, ActorRefs.NoSender);
            model.Waiting.AddLast(i);
            // Some are handled at once, some wait for others.
            if (acts[i].B % 3 != 0) continue;
            kit.RunUntilIdle();
            model.Run(acts);
        }
        kit.RunUntilIdle();
        model.Run(acts);
        Assert.Equal(model.Handled, handled);
        kit.DisposeAsync().AsTask().GetAwaiter().GetResult();
    });

    [Fact]
    public void Given_any_mix_of_stops_and_messages_sent_before_a_turn_then_system_messages_come_first_and_nothing_is_lost() => Histories.Require(6, 40, 200, acts =>
    {
        var kit = ActorTestKit.Seeded(2);
        var letters = kit.CreateProbe();
        kit.System.EventStream.Subscribe<DeadLetter>(letters.Ref);
        var handled = new List<int>();
        var watcher = kit.CreateProbe();
        var actor = (LocalActorRef)kit.System.ActorOf(Props.Create(() => new Stasher([], handled)));
        kit.RunUntilIdle();
        // All of this waits at once: none of it is handled before the whole of it is there.
        var (sent, stopped, suspended, firstPill) = (0, false, 0, int.MaxValue);
        foreach (var act in acts)
        {
            switch (act.Kind)
            {
                case 0 or 1:
                    actor.Tell(sent++, ActorRefs.NoSender);
                    break;
                case 2 when act.A % 4 == 0:
                    actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
                    firstPill = Math.Min(firstPill, sent);
                    break;
                case 3 when act.A % 6 == 0:
                    actor.SendSystem(new Terminate());
                    stopped = true;
                    break;
                case 4:
                    actor.SendSystem(new Suspend());
                    suspended++;
                    break;
                case 5 when suspended > 0:
                    actor.SendSystem(new Resume(null));
                    suspended--;
                    break;
            }
        }
        actor.SendSystem(new Watch((InternalActorRef)watcher.Ref));
        kit.RunUntilIdle();
        var expected = stopped || suspended > 0 ? 0 : Math.Min(sent, firstPill);
        Assert.Equal(Enumerable.Range(0, expected), handled);
        var isEnded = stopped || (suspended == 0 && firstPill < int.MaxValue);
        Assert.Equal(isEnded, actor.IsTerminated);
        var refused = letters.ReceivedSoFar().Select(l => ((DeadLetter)l).Message).OfType<int>().ToArray();
        Assert.Equal(isEnded ? Enumerable.Range(expected, sent - expected) : [], refused);
        // What only waits goes on when it is resumed as often as it was suspended.
        for (; suspended > 0; suspended--) actor.SendSystem(new Resume(null));
        kit.RunUntilIdle();
        Assert.Equal(sent, handled.Count + (isEnded ? refused : letters.ReceivedSoFar().Select(l => ((DeadLetter)l).Message).OfType<int>()).Count());
        kit.DisposeAsync().AsTask().GetAwaiter().GetResult();
    });

    // Kinds 0 to 2 put, 3 and 4 take: a queue that fills more than it empties, and at its end is emptied.
    private static void Queue(IQueueFactory factory, int capacity, Func<Numbered, int> priority) => Histories.Require(5, 200, 100, acts =>
    {
        var (queue, model) = (factory.Create(), new List<Numbered>());
        for (var i = 0; i < acts.Length; i++)
        {
            if (acts[i].Kind < 3)
            {
                var message = new Numbered(acts[i].A % 4, i);
                var isTaken = queue.TryEnqueue(new Envelope(message, ActorRefs.NoSender));
                Assert.Equal(model.Count < capacity, isTaken);
                if (isTaken) model.Add(message);
            }
            else Take();
            Assert.Equal(model.Count > 0, queue.HasMessages);
            Assert.Equal(model.Count, queue.CountUpTo(int.MaxValue));
            Assert.Equal(Math.Min(2, model.Count), queue.CountUpTo(2));
        }
        while (model.Count > 0) Take();
        Take();

        void Take()
        {
            var next = model.OrderBy(priority).ThenBy(m => m.Number).FirstOrDefault();
            Assert.Equal(next is not null, queue.TryDequeue(out var envelope));
            Assert.Equal(next is null ? default : new Envelope(next, ActorRefs.NoSender), envelope);
            if (next is not null) model.Remove(next);
        }
    });

    private interface IQueueFactory
    {
        IMessageQueue Create();
    }

    private sealed class UnboundedMessageQueueFactory : IQueueFactory
    {
        public IMessageQueue Create() => new UnboundedMessageQueue();
    }

    private sealed class BoundedMessageQueueFactory(int capacity) : IQueueFactory
    {
        public IMessageQueue Create() => new BoundedMessageQueue(capacity);
    }

    private sealed class PriorityMessageQueueFactory : IQueueFactory
    {
        public IMessageQueue Create() => new PriorityMessageQueue(m => ((Numbered)m).Priority);
    }

    /// <summary>Kind 1 stashes, 2 unstashes one, 3 unstashes all, 4 fails; a message is stashed once in its life.</summary>
    private sealed class Stasher(Act[] acts, List<int> handled) : UntypedActor
    {
        private static readonly object Seen = new();
        private readonly Dictionary<int, object> _stashedBefore = [];

        protected override void OnReceive(object message)
        {
            var number = (int)message;
            var kind = number < acts.Length ? acts[number].Kind : 0;
            if (kind == 1 && _stashedBefore.TryAdd(number, Seen))
            {
                Context.Stash.Stash();
                return;
            }
            handled.Add(number);
            if (kind == 2) Context.Stash.Unstash();
            if (kind == 3) Context.Stash.UnstashAll();
            if (kind == 4) throw new InvalidDataException("It was to fail.");
        }
    }

    /// <summary>The same with lists.</summary>
    private sealed class FrontedQueue
    {
        private readonly List<int> _stash = [];
        private readonly HashSet<int> _stashedBefore = [];

        public LinkedList<int> Waiting { get; } = [];

        public List<int> Handled { get; } = [];

        public void Run(Act[] acts)
        {
            while (Waiting.First is { } first)
            {
                Waiting.RemoveFirst();
                var number = first.Value;
                var kind = acts[number].Kind;
                if (kind == 1 && _stashedBefore.Add(number))
                {
                    _stash.Add(number);
                    continue;
                }
                Handled.Add(number);
                var outgoing = kind switch { 2 => Math.Min(1, _stash.Count), 3 or 4 => _stash.Count, _ => 0 };
                for (var i = outgoing - 1; i >= 0; i--) Waiting.AddFirst(_stash[i]);
                _stash.RemoveRange(0, outgoing);
                // A new instance has stashed nothing yet.
                if (kind == 4) _stashedBefore.Clear();
            }
        }
    }
}
