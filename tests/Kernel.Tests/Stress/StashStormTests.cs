using NTWorkstation.Kernel.Actor;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>A stash that is filled and emptied while its actor fails.</summary>
public class StashStormTests
{
    private const int Each = 40;

    private sealed record Numbered(int Sender, int Number, bool Fails);

    private sealed record Open;

    private sealed record Shut(bool Fails);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_an_actor_that_stashes_while_it_is_shut_and_fails_now_and_then_then_each_senders_messages_are_handled_once_and_in_order(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, StashAndRestarts);

    internal static void StashAndRestarts(Scene scene)
    {
        var random = scene.Random;
        var (handled, sent) = (new List<Numbered>(), new[] { new List<Numbered>(), new List<Numbered>() });
        var oneByOne = random.Next(2) == 0;
        var door = scene.ActorOf(() => new Door(scene, handled, oneByOne));
        scene.Play(Sender(0, new Random(random.Next())), Sender(1, new Random(random.Next())), Porter(new Random(random.Next())));
        // One Unstash takes one: open until all is out.
        for (var i = 0; i <= 2 * Each; i++)
        {
            door.Tell(new Open(), ActorRefs.NoSender);
            scene.Settle();
        }

        foreach (var sender in Enumerable.Range(0, 2)) Assert.Equal(sent[sender], handled.Where(m => m.Sender == sender));

        IEnumerable<Step> Sender(int sender, Random own) => Scene.Times(Each, number =>
        {
            var message = new Numbered(sender, number, own.Next(12) == 0);
            sent[sender].Add(message);
            door.Tell(message, ActorRefs.NoSender);
        });

        IEnumerable<Step> Porter(Random own) => Scene.Times(Each, _ => door.Tell(own.Next(2) == 0 ? new Open() : new Shut(own.Next(5) == 0), ActorRefs.NoSender));
    }

    /// <summary>Shut at first, and again in every new instance. With a stash that is not empty it stays shut for what comes: order is kept.</summary>
    private sealed class Door(Scene scene, List<Numbered> handled, bool oneByOne) : UntypedActor
    {
        private bool _isOpen;

        protected override void OnReceive(object message)
        {
            scene.Pause();
            switch (message)
            {
                case Open:
                    _isOpen = true;
                    if (oneByOne) Context.Stash.Unstash();
                    else Context.Stash.UnstashAll();
                    break;
                case Shut shut:
                    _isOpen = false;
                    if (shut.Fails) throw new InvalidDataException("It was to fail.");
                    break;
                case Numbered numbered when _isOpen:
                    handled.Add(numbered);
                    if (numbered.Fails) throw new InvalidDataException("It was to fail.");
                    // One more comes out for each that is handled: what is stashed goes before what is in the mailbox.
                    if (oneByOne) Context.Stash.Unstash();
                    break;
                case Numbered:
                    Context.Stash.Stash();
                    break;
            }
        }
    }
}
