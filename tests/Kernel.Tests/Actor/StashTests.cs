using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.Kernel.Timing;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class StashTests
{
    /// <summary>Stashes what it is told until it is opened.</summary>
    private static Script Closed(Func<bool> isOpen) => new()
    {
        Receive = (p, message) =>
        {
            if (isOpen()) p.Note($"got {message}");
            else p.Context.Stash.Stash();
            return true;
        },
    };

    [Fact]
    public void Given_stashed_messages_when_all_are_unstashed_then_they_come_in_order_before_those_in_the_mailbox() => Stage.Each(stage =>
    {
        var isOpen = false;
        var a = stage.Puppet("a", Closed(() => isOpen));
        stage.Tell(a, 1, 2, 3);
        a.Tell(new Do(p =>
        {
            isOpen = true;
            p.Context.Stash.UnstashAll();
        }), ActorRefs.NoSender);
        stage.Tell(a, 4, 5);
        stage.Expect("a made", "a start", "a got 1", "a got 2", "a got 3", "a got 4", "a got 5");
    });

    [Fact]
    public void Given_stashed_messages_when_one_is_unstashed_then_it_is_the_oldest_and_comes_next() => Stage.Each(stage =>
    {
        var isOpen = false;
        var a = stage.Puppet("a", Closed(() => isOpen));
        stage.Tell(a, 1, 2);
        a.Tell(new Do(p =>
        {
            isOpen = true;
            p.Context.Stash.Unstash();
        }), ActorRefs.NoSender);
        stage.Tell(a, 3);
        stage.Expect("a made", "a start", "a got 1", "a got 3");
        stage.Do(a, p => Assert.Equal(1, p.Context.Stash.Count));
    });

    [Fact]
    public void Given_a_stashed_message_when_unstashed_then_it_keeps_its_sender() => Stage.Each(stage =>
    {
        var isOpen = false;
        var a = stage.Puppet("a", new Script
        {
            Receive = (p, message) =>
            {
                if (isOpen) p.Sender.Tell("answer");
                else p.Context.Stash.Stash();
                return true;
            },
        });
        var probe = stage.Kit.CreateProbe();
        probe.Send(a, "question");
        stage.Run();
        isOpen = true;
        stage.Do(a, p => p.Context.Stash.UnstashAll());
        probe.ExpectMsg("answer");
    });

    [Fact]
    public void Given_a_message_that_is_stashed_when_stashed_again_then_it_throws() => Stage.Each(stage =>
    {
        Exception? twice = null, after = null;
        var a = stage.Puppet("a", new Script
        {
            Receive = (p, _) =>
            {
                p.Context.Stash.Stash();
                twice = Record.Exception(p.Context.Stash.Stash);
                p.Context.Stash.Unstash();
                after ??= Record.Exception(p.Context.Stash.Stash);
                p.Context.Become(_ => true);
                return true;
            },
        });
        stage.Tell(a, 1);
        Assert.IsType<IllegalActorStateException>(twice);
        Assert.IsType<IllegalActorStateException>(after);
    });

    [Fact]
    public void Given_no_message_in_hand_when_stashing_then_it_throws() => Stage.Each(stage =>
    {
        Exception? refusal = null;
        stage.Puppet("a", new Script { PreStart = p => refusal = Record.Exception(p.Context.Stash.Stash) });
        stage.Run();
        Assert.IsType<IllegalActorStateException>(refusal);
    }, seeds: 1);

    [Fact]
    public void Given_stashed_messages_when_the_actor_restarts_then_the_new_instance_receives_them() => Stage.Each(stage =>
    {
        var isOpen = false;
        var a = stage.Puppet("a", Closed(() => isOpen));
        stage.Tell(a, 1, 2);
        isOpen = true;
        stage.Fail(a);
        stage.ExpectLast("a made", "a postrestart", "a start", "a got 1", "a got 2");
    });

    [Fact]
    public void Given_a_bounded_stash_when_it_is_full_then_stashing_throws_and_what_it_holds_is_kept() => Stage.Each(stage =>
    {
        var isOpen = false;
        Exception? overflow = null;
        var script = Closed(() => isOpen);
        var a = stage.Puppet("a", script with { PreRestart = (_, cause, _) => overflow = cause }, p => p.WithStashCapacity(2));
        stage.Tell(a, 1, 2);
        isOpen = false;
        a.Tell(3, ActorRefs.NoSender);
        a.Tell(new Do(_ => isOpen = true), ActorRefs.NoSender);
        stage.Run();
        Assert.IsType<StashOverflowException>(overflow);
        stage.Do(a, p => p.Context.Stash.UnstashAll());
        stage.ExpectLast("a got 1", "a got 2");
        Assert.Equal(0, stage.Log.Count("a got 3"));
    });

    [Fact]
    public void Given_stashed_messages_when_the_actor_ends_then_they_are_dead_letters_in_order() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a", Closed(() => false));
        stage.Tell(a, 1, 2);
        stage.System.Stop(a);
        stage.Run();
        Assert.Equal([1, 2], dead.ReceivedSoFar().Cast<DeadLetter>().Select(d => (int)d.Message));
    });

    [Fact]
    public void Given_a_filter_when_unstashing_then_what_fails_it_goes_to_the_dead_letters() => Stage.Each(stage =>
    {
        var isOpen = false;
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a", Closed(() => isOpen));
        stage.Tell(a, 1, 2, 3, 4);
        isOpen = true;
        stage.Do(a, p => p.Context.Stash.UnstashAll(m => (int)m % 2 == 0));
        stage.ExpectLast("a got 2", "a got 4");
        Assert.Equal([1, 3], dead.ReceivedSoFar().Cast<DeadLetter>().Select(d => (int)d.Message).Order());
        stage.Do(a, p => Assert.Equal(0, p.Context.Stash.Count));
    });

    [Fact]
    public void Given_the_message_of_a_timer_when_stashed_then_it_comes_back_though_its_timer_is_gone() => Stage.Each(stage =>
    {
        var isOpen = false;
        var a = stage.Puppet("a", Closed(() => isOpen));
        stage.Do(a, p => p.Context.Timers.StartSingleTimer("t", "tick", TimeSpan.FromSeconds(1)));
        stage.Kit.Advance(TimeSpan.FromSeconds(2));
        isOpen = true;
        stage.Do(a, p =>
        {
            p.Context.Timers.CancelAll();
            p.Context.Stash.UnstashAll();
        });
        stage.ExpectLast("a got tick");
    });

    [Fact]
    public async Task Given_an_actor_with_the_stash_and_timer_interfaces_then_both_are_set_before_PreStart()
    {
        await using var kit = ActorTestKit.Seeded(1);
        var probe = kit.CreateProbe();
        kit.System.ActorOf(Props.Create(() => new Equipped(probe.Ref)));
        kit.Advance(TimeSpan.FromSeconds(2));
        probe.ExpectMsg("tick");
    }

    private sealed class Equipped : ReceiveActor, IWithTimers, IWithStash
    {
        public Equipped(IActorRef listener) => Receive<string>(m => listener.Tell(m));

        public ITimerScheduler Timers { get; set; } = null!;

        public IStash Stash { get; set; } = null!;

        protected override void PreStart()
        {
            Stash.UnstashAll();
            Timers.StartSingleTimer("t", "tick", TimeSpan.FromSeconds(1));
        }
    }

    private sealed class Hoarder : UntypedActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "count") Sender.Tell(Stash.Count);
            else Stash.Stash();
        }
    }

    [Fact]
    public void Given_an_actor_that_wants_its_stash_unbounded_then_the_bound_of_its_Props_is_none()
    {
        using var stage = new Stage(1);
        var (probe, actor) = (stage.Kit.CreateProbe(), stage.System.ActorOf(Props.Create<Hoarder>().WithStashCapacity(1)));
        foreach (var message in new object[] { 1, 2, 3, "count" }) probe.Send(actor, message);
        probe.ExpectMsg(3);
    }
}
