using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Senders that race with the end of their receiver.</summary>
public class StopStormTests
{
    private const int Each = 30;

    private sealed record Numbered(int Sender, int Number);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_senders_when_their_receiver_stops_then_every_message_is_handled_or_a_dead_letter_and_never_both(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, SendersAndAStop);

    internal static void SendersAndAStop(Scene scene)
    {
        var random = scene.Random;
        var mailbox = random.Next(4) switch
        {
            0 => MailboxType.Bounded(1 + random.Next(10)),
            1 => MailboxType.Priority(m => m is Numbered n ? n.Number % 3 : 0),
            _ => MailboxType.Unbounded,
        };
        var (handled, stashes) = (new List<Numbered>(), random.Next(2) == 0);
        var letters = scene.DeadLetters();
        // Below a parent, so that it can also end with that.
        var parent = scene.ActorOf(() => new Parent());
        var receiver = scene.Kit.Await(Ask(parent, new Make(scene.Props(() => new Receiver(scene, handled, stashes), mailbox))));
        var manner = random.Next(5);
        scene.Play(Sender(0), Sender(1), Sender(2), Scene.After(random.Next(30), () => End(manner)));
        // A bounded mailbox that is full refuses a PoisonPill or Kill as well.
        scene.System.Stop(receiver);
        scene.Settle();

        var dead = letters.Of<Numbered>();
        Assert.Equal(3 * Each, handled.Count + dead.Count);
        Assert.Equal(3 * Each, handled.Concat(dead).Distinct().Count());
        Assert.All(letters.Letters.Where(l => l.Message is Numbered), l => Assert.Equal(receiver, l.Recipient));
        // Without a mailbox that changes the order, what was handled are the first of each sender, and the letters are in order as well.
        if (mailbox != MailboxType.Unbounded || stashes) return;
        foreach (var sender in Enumerable.Range(0, 3))
            Assert.Equal(Enumerable.Range(0, Each), handled.Concat(dead).Where(m => m.Sender == sender).Select(m => m.Number));

        IEnumerable<Step> Sender(int sender) => Scene.Times(Each, number => receiver.Tell(new Numbered(sender, number), ActorRefs.NoSender));

        void End(int how)
        {
            if (how == 0) scene.System.Stop(receiver);
            else if (how == 1) scene.System.Stop(parent);
            else if (how == 2) receiver.Tell(PoisonPill.Instance, ActorRefs.NoSender);
            else if (how == 3) receiver.Tell(Kill.Instance, ActorRefs.NoSender);
            else parent.Tell(new StopOne(receiver), ActorRefs.NoSender);
        }
    }

    private static Task<IActorRef> Ask(IActorRef parent, Make make)
    {
        parent.Tell(make, ActorRefs.NoSender);
        return make.Made.Task;
    }

    private sealed record Make(Props Props)
    {
        public TaskCompletionSource<IActorRef> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record StopOne(IActorRef Child);

    private sealed class Parent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Make make) make.Made.SetResult(Context.ActorOf(make.Props));
            else if (message is StopOne stop) Context.Stop(stop.Child);
        }
    }

    /// <summary>What it stashes it has not handled.</summary>
    private sealed class Receiver(Scene scene, List<Numbered> handled, bool stashes) : UntypedActor
    {
        private int _turns;

        protected override void OnReceive(object message)
        {
            scene.Pause();
            _turns++;
            if (stashes && _turns % 4 == 1) Context.Stash.Stash();
            else handled.Add((Numbered)message);
            if (stashes && _turns % 11 == 10) Context.Stash.UnstashAll();
        }
    }
}
