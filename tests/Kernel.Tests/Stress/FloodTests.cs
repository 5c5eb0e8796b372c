using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Many senders, actors and threads, and one receiver.</summary>
public class FloodTests
{
    private const int Each = 40;

    private sealed record Numbered(int Sender, int Number);

    private sealed record Go(int Left);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_many_senders_when_they_flood_one_actor_then_it_takes_every_message_once_one_at_a_time_and_in_each_senders_order(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, Flood);

    internal static void Flood(Scene scene)
    {
        var mailbox = scene.Random.Next(3) switch
        {
            0 => MailboxType.Unbounded,
            1 => MailboxType.Bounded(1000),
            _ => MailboxType.Priority(_ => 7),
        };
        var taken = new Taken();
        var receiver = scene.ActorOf(() => new Receiver(scene, taken), mailbox: mailbox);
        for (var i = 0; i < 3; i++)
        {
            var sender = i;
            scene.ActorOf(() => new Sender(receiver, sender)).Tell(new Go(Each), ActorRefs.NoSender);
        }
        scene.Play(Outside(3), Outside(4));

        Assert.Equal(0, taken.Overlaps);
        foreach (var sender in Enumerable.Range(0, 5))
            Assert.Equal(Enumerable.Range(0, Each), taken.Messages.Where(m => m.Sender == sender).Select(m => m.Number));
        Assert.Equal(5 * Each, taken.Messages.Count);

        IEnumerable<Step> Outside(int sender) => Scene.Times(Each, number => receiver.Tell(new Numbered(sender, number), ActorRefs.NoSender));
    }

    private sealed class Taken
    {
        public List<Numbered> Messages { get; } = [];

        public int Inside;

        public int Overlaps;
    }

    private sealed class Receiver(Scene scene, Taken taken) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (Interlocked.Increment(ref taken.Inside) != 1) Interlocked.Increment(ref taken.Overlaps);
            scene.Pause();
            taken.Messages.Add((Numbered)message);
            Interlocked.Decrement(ref taken.Inside);
        }
    }

    private sealed class Sender(IActorRef receiver, int number) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var left = ((Go)message).Left;
            if (left == 0) return;
            receiver.Tell(new Numbered(number, Each - left), Self);
            Self.Tell(new Go(left - 1), Self);
        }
    }
}
