using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Persistence.Actor;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

public class PersistSpec : PersistenceTest
{
    [Fact]
    public void Given_an_event_when_it_is_persisted_then_its_handler_runs_after_it_is_stored_and_a_new_life_recovers_it()
    {
        var actor = Start();
        Do(actor, n => n.Note("a", _ => n.Tell((n.LastSequenceNr, Store.Of("notes").Count))));
        Probe.ExpectMsg((1L, 1));
        AssertState(actor, "a");
        Kit.StopAndAwait(actor);
        AssertState(Start(), "a");
    }

    [Fact]
    public void Given_a_write_under_way_when_commands_come_then_they_wait_until_its_handlers_ran_and_keep_their_order()
    {
        var writes = HoldAppends();
        var actor = Start();
        Do(actor, n =>
        {
            n.Note("a", _ => n.Tell("a"));
            n.Note("b", _ => n.Tell("b"));
        });
        Do(actor, n => n.Tell("1"));
        Do(actor, n => n.Tell("2"));
        Probe.ExpectNoMsg();
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["a", "b", "1", "2"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_commands_that_wait_and_persist_themselves_then_each_is_decided_on_the_state_its_forerunner_left()
    {
        var writes = HoldAppends();
        var actor = Start();
        for (var i = 0; i < 5; i++) Do(actor, n => n.Note(n.Texts.Count.ToString()));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, writes.Count);
            writes.LetGo();
            Kit.RunUntilIdle();
        }
        AssertStored("notes", "0", "1", "2", "3", "4");
    }

    [Fact]
    public void Given_a_handler_when_it_runs_then_Sender_is_who_sent_the_command()
    {
        var other = Kit.CreateProbe("other");
        var actor = Start();
        var writes = HoldAppends();
        other.Send(actor, new Notebook.Do(n => n.NoteAsync("a", _ => n.CurrentSender.Tell("done a"))));
        Probe.Send(actor, new Notebook.Do(n => n.NoteAsync("b", _ => n.CurrentSender.Tell("done b"))));
        Kit.RunUntilIdle();
        writes.LetGo();
        Kit.RunUntilIdle();
        writes.LetGo();
        other.ExpectMsg("done a");
        Probe.ExpectMsg("done b");
    }

    [Fact]
    public void Given_a_handler_that_persists_then_commands_wait_for_that_too()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n => n.Note("a", _ => n.Note("b", _ => n.Tell("b"))));
        Do(actor, n => n.Tell("command"));
        writes.LetGo();
        Kit.RunUntilIdle();
        Probe.ExpectNoMsg();
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["b", "command"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_PersistAll_then_the_events_are_one_write_and_the_handler_runs_for_each_in_order()
    {
        var actor = Start();
        var sizes = new List<int>();
        Store.Interference.BeforeAppend = entries =>
        {
            sizes.Add(entries.Count);
            return Task.CompletedTask;
        };
        Do(actor, n => n.NoteAll(["a", "b", "c"], e => n.Tell((e.Text, n.LastSequenceNr))));
        Assert.Equal([("a", 1L), ("b", 2L), ("c", 3L)], Probe.ReceivedSoFar());
        Assert.Equal([3], sizes);
        Do(actor, n => n.NoteAll([]));
        AssertState(actor, "a", "b", "c");
    }

    [Fact]
    public void Given_a_handler_that_throws_then_the_supervisor_decides_and_a_restart_recovers_the_event()
    {
        var actor = Start();
        Do(actor, n => n.Note("a", _ => throw new InvalidOperationException("handler")));
        AssertState(actor, "a");
        Assert.Equal(2, Store.Stream("notes").Epoch);
    }

    [Fact]
    public void Given_a_handler_that_throws_when_its_supervisor_resumes_then_the_other_handlers_run_and_commands_go_on()
    {
        var parent = Kit.System.ActorOf(Props.Create(() => new Parent(Props.Create(() => new Notebook(Extension, "notes", Probe.Ref)), Directive.Resume)));
        Kit.RunUntilIdle();
        Do(parent, n => n.NoteAll(["a", "b"], e =>
        {
            if (e.Text == "a") throw new InvalidOperationException("handler");
        }));
        AssertState(parent, "a", "b");
        Assert.Equal(1, Store.Stream("notes").Epoch);
    }

    [Fact]
    public void Given_a_command_that_throws_behind_its_Persist_then_the_event_is_stored_all_the_same()
    {
        var actor = Start();
        Do(actor, n =>
        {
            n.Note("a");
            throw new InvalidOperationException("command");
        });
        AssertState(actor, "a");
    }

    [Fact]
    public void Given_an_asynchronous_command_that_persists_before_and_behind_its_wait_then_commands_wait_for_its_end_and_its_handlers()
    {
        var actor = Start();
        var work = new Hold();
        Do(actor, n => n.Run(async () =>
        {
            n.Note("before", _ => n.Tell("before"));
            await work.Wait();
            n.Note("behind", _ => n.Tell("behind"));
        }));
        Do(actor, n => n.Tell("command"));
        Probe.ExpectNoMsg();
        work.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["before", "behind", "command"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_an_asynchronous_command_that_fails_then_what_it_persisted_is_stored_and_the_supervisor_decides()
    {
        var actor = Start();
        var work = new Hold();
        Do(actor, n => n.Run(async () =>
        {
            n.Note("a");
            await work.Wait();
        }));
        work.Fail(new InvalidOperationException("work"));
        AssertState(actor, "a");
        Assert.Equal(2, Store.Stream("notes").Epoch);
    }

    [Fact]
    public void Given_an_event_that_is_null_or_a_handler_that_is_null_then_it_is_refused_where_it_stands()
    {
        var actor = Start();
        Do(actor, n =>
        {
            Assert.Throws<ArgumentNullException>(() => n.NoteUnknown("x", null!));
            Assert.Throws<ArgumentNullException>(() => n.Later(null!, _ => { }));
            n.Tell("refused");
        });
        Probe.ExpectMsg("refused");
    }

    [Fact]
    public void Given_a_bounded_mailbox_then_the_actor_is_not_started()
    {
        var actor = Kit.System.ActorOf(Props.Create(() => new Notebook(Extension, "notes", Probe.Ref)).WithMailbox(MailboxType.Bounded(5)));
        Probe.Watch(actor);
        Probe.ExpectTerminated(actor);
    }

    [Fact]
    public void Given_a_stop_while_events_wait_behind_a_write_then_they_are_stored_all_the_same()
    {
        var actor = Start();
        var writes = HoldAppends();
        foreach (var text in new[] { "a", "b", "c" }) Do(actor, n => n.NoteAsync(text, _ => n.Tell(text)));
        Assert.Equal(1, writes.Count);
        Kit.StopAndAwait(actor);
        writes.LetGo();
        writes.LetGo();
        AssertStored("notes", "a", "b", "c");
        Assert.Empty(Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_restart_while_a_write_is_under_way_then_its_late_answer_runs_no_handler_of_the_new_incarnation()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n => n.NoteAsync("late", _ => n.Tell("late")));
        Do(actor, _ => throw new InvalidOperationException("restart"));
        // The new incarnation has its epoch: the old one's write comes too late, and nothing of it is stored.
        writes.LetGo();
        Kit.RunUntilIdle();
        AssertState(actor);
        Do(actor, n => n.Note("new", _ => n.Tell("new")));
        writes.LetGo();
        Probe.ExpectMsg("new");
        AssertStored("notes", "new");
    }

    [Fact]
    public void Given_a_write_that_is_stored_but_not_answered_at_a_restart_then_the_new_incarnation_recovers_it_and_no_handler_runs()
    {
        var actor = Start();
        var answers = new Hold();
        Store.Interference.AfterAppend = _ => answers.Wait();
        Do(actor, n => n.NoteAsync("a", _ => n.Tell("a")));
        Do(actor, _ => throw new InvalidOperationException("restart"));
        AssertState(actor, "a");
        answers.LetGo();
        AssertState(actor, "a");
        Assert.Empty(Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_restart_while_commands_wait_then_they_meet_the_new_incarnation_in_their_order()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n => n.Note("a", _ => throw new InvalidOperationException("restart")));
        for (var i = 1; i <= 3; i++)
        {
            var number = i;
            Do(actor, n => n.Tell(number));
        }
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal([1, 2, 3], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_failed_handler_then_PreRestart_sees_the_event_and_not_what_carried_it()
    {
        var seen = Kit.CreateProbe("seen");
        var actor = Kit.System.ActorOf(Props.Create(() => new Watching(Extension, seen.Ref)));
        Probe.Send(actor, "fail");
        seen.ExpectMsg(new Noted("fail"));
    }

    private sealed class Parent : UntypedActor
    {
        private readonly IActorRef _child;
        private readonly Directive _directive;

        public Parent(Props child, Directive directive) => (_child, _directive) = (Context.ActorOf(child, "child"), directive);

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => _directive);

        protected override void OnReceive(object message) => _child.Forward(message);
    }

    private sealed class Watching(PersistenceExtension persistence, IActorRef probe) : UntypedPersistentActor(persistence)
    {
        public override string PersistenceId => "watching";

        protected override void OnCommand(object message) =>
            Persist(new Noted((string)message), e => throw new InvalidOperationException(e.Text));

        protected override void OnRecover(object message)
        {
        }

        protected override void PreRestart(Exception reason, object? message)
        {
            probe.Tell(message!);
            base.PreRestart(reason, message);
        }
    }
}
