using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

public class StashSpec : PersistenceTest
{
    [Fact]
    public void Given_commands_in_the_users_stash_when_they_are_unstashed_in_a_handler_then_they_come_before_those_that_waited()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, Once("stashed 1"));
        Do(actor, Once("stashed 2"));
        Do(actor, n => n.Note("a", _ => n.Stash.UnstashAll()));
        Do(actor, n => n.Tell("waited"));
        Probe.ExpectNoMsg();
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["stashed 1", "stashed 2", "waited"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_unstashed_commands_that_persist_then_each_waits_for_the_one_before_and_others_for_them_all()
    {
        var actor = Start();
        Do(actor, Once("1", isNoting: true));
        Do(actor, Once("2", isNoting: true));
        var writes = HoldAppends();
        Do(actor, n => n.Stash.UnstashAll());
        Do(actor, n => n.Note("3"));
        while (writes.Count > 0)
        {
            Assert.Equal(1, writes.Count);
            writes.LetGo();
            Kit.RunUntilIdle();
        }
        AssertStored("notes", "1", "2", "3");
    }

    [Fact]
    public void Given_a_handler_of_an_event_when_it_stashes_then_it_is_refused()
    {
        var actor = Start();
        Do(actor, n => n.Note("a", _ => n.Tell(Assert.Throws<InvalidOperationException>(n.Stash.Stash).Message)));
        Assert.Contains("only commands", Probe.ExpectMsg<string>());
        AssertState(actor, "a");
    }

    [Fact]
    public void Given_stashed_commands_when_the_actor_restarts_then_they_meet_the_new_incarnation_behind_its_recovery()
    {
        Write("notes", "a");
        var actor = Start();
        Do(actor, Once("stashed"));
        Do(actor, _ => throw new InvalidOperationException("restart"));
        Assert.Equal(["stashed"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_full_internal_stash_and_the_throwing_strategy_then_the_actor_fails_typed()
    {
        Extend(options: new() { InternalStashCapacity = 2 });
        var failures = new List<Exception>();
        var actor = StartUnder(failures);
        var writes = HoldAppends();
        Do(actor, n => n.NoteAsync("kept"));
        Do(actor, n => n.Note("a"));
        for (var i = 0; i < 3; i++) Do(actor, n => n.Tell("command"));
        Assert.Contains("holds 2 commands", Assert.IsType<InternalStashOverflowException>(Assert.Single(failures)).Message);
        Assert.NotEqual(0, writes.Count);
    }

    [Fact]
    public void Given_a_full_internal_stash_and_the_discarding_strategy_then_the_command_goes_to_the_dead_letters()
    {
        Extend(options: new() { InternalStashCapacity = 2, StashOverflowStrategy = DiscardToDeadLetterStrategy.Instance });
        var dead = Kit.CreateProbe("dead");
        Kit.System.EventStream.Subscribe<DeadLetter>(dead.Ref);
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n => n.Note("a"));
        for (var i = 0; i < 3; i++) Do(actor, n => n.Tell("command"), $"command {i}");
        var letter = dead.ExpectMsg<DeadLetter>();
        Assert.Equal("command 2", letter.Message.ToString());
        Assert.Equal(Probe.Ref, letter.Sender);
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["command", "command"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_full_internal_stash_and_the_replying_strategy_then_the_sender_is_told()
    {
        Extend(options: new() { InternalStashCapacity = 1, StashOverflowStrategy = new ReplyToStrategy("busy") });
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n => n.Note("a"));
        for (var i = 0; i < 2; i++) Do(actor, n => n.Tell("command"));
        Probe.ExpectMsg("busy");
        writes.LetGo();
        Probe.ExpectMsg("command");
    }

    [Fact]
    public void Given_a_stop_while_commands_wait_then_they_go_to_the_dead_letters()
    {
        var dead = Kit.CreateProbe("dead");
        Kit.System.EventStream.Subscribe<DeadLetter>(dead.Ref);
        var actor = Start();
        HoldAppends();
        Do(actor, n => n.Note("a"));
        Do(actor, n => n.Tell("command"), "waiting");
        Kit.System.Stop(actor);
        Assert.Equal("waiting", dead.FishForMessage<DeadLetter>().Message.ToString());
    }

    private IActorRef StartUnder(List<Exception> failures)
    {
        var parent = Kit.System.ActorOf(Props.Create(() => new Recording(Props.Create(() => new Notebook(Extension, "notes", Probe.Ref, null)), failures)));
        Kit.RunUntilIdle();
        return parent;
    }

    // Stashed the first time it comes.
    private static Action<Notebook> Once(string text, bool isNoting = false)
    {
        var isSecond = false;
        return n =>
        {
            if (!isSecond)
            {
                isSecond = true;
                n.Stash.Stash();
            }
            else if (isNoting) n.Note(text);
            else n.Tell(text);
        };
    }

    private sealed class Recording : UntypedActor
    {
        private readonly IActorRef _child;
        private readonly List<Exception> _failures;

        public Recording(Props child, List<Exception> failures) => (_child, _failures) = (Context.ActorOf(child), failures);

        protected override Kernel.Supervision.SupervisorStrategy SupervisorStrategy() => new Kernel.Supervision.OneForOneStrategy(cause =>
        {
            _failures.Add(cause);
            return Kernel.Supervision.Directive.Stop;
        });

        protected override void OnReceive(object message) => _child.Forward(message);
    }
}
