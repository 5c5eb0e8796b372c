using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

public class FailureSpec : PersistenceTest
{
    [Fact]
    public void Given_a_write_that_fails_then_OnPersistFailure_is_called_with_the_event_and_the_actor_stops()
    {
        var actor = Start();
        Probe.Watch(actor);
        Do(actor, n => n.Note("a"));
        var cause = new JournalUnavailableException("gone");
        Store.Interference.BeforeAppend = _ => throw cause;
        Do(actor, n => n.NoteAll(["b", "c"], _ => n.Tell("never")));
        var failure = Probe.ExpectMsg<Notebook.Failure>();
        Assert.Same(cause, failure.Cause);
        Assert.Equal((new Noted("b"), 2L), (failure.Event, failure.SequenceNr));
        Probe.ExpectTerminated(actor);
        AssertStored("notes", "a");
    }

    [Fact]
    public void Given_a_write_of_unknown_outcome_when_it_was_stored_then_the_next_life_recovers_it()
    {
        var actor = Start();
        Probe.Watch(actor);
        Store.Interference.AfterAppend = _ => throw new JournalUnavailableException("gone", outcomeUnknown: true);
        Do(actor, n => n.Note("a", _ => n.Tell("never")));
        Probe.ExpectMsg<Notebook.Failure>();
        Probe.ExpectTerminated(actor);
        AssertState(Start(), "a");
    }

    [Fact]
    public void Given_OnPersistFailure_that_throws_then_the_actor_stops_all_the_same()
    {
        var actor = Kit.System.ActorOf(Props.Create(() => new Throwing(Extension)));
        Probe.Watch(actor);
        Store.Interference.BeforeAppend = _ => throw new JournalUnavailableException("gone");
        actor.Tell("a");
        Probe.ExpectTerminated(actor);
    }

    [Fact]
    public void Given_an_actor_under_a_backoff_supervisor_when_a_write_fails_then_it_comes_back_with_what_is_stored()
    {
        var supervisor = Kit.System.ActorOf(BackoffSupervisor.Props(BackoffOptions.OnStop(
            Props.Create(() => new Notebook(Extension, "notes", Probe.Ref, null)), "notes", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), 0)));
        Kit.RunUntilIdle();
        Do(supervisor, n => n.Note("a"));
        Store.Interference.BeforeAppend = _ => throw new JournalFullException("here");
        Do(supervisor, n => n.Note("b"));
        Probe.ExpectMsg<Notebook.Failure>();
        Store.Interference.BeforeAppend = null;
        Kit.Advance(TimeSpan.FromSeconds(1));
        AssertState(supervisor, "a");
    }

    [Fact]
    public void Given_a_second_owner_when_the_first_persists_then_it_fails_with_the_stale_epoch_and_nothing_of_it_is_stored()
    {
        var first = Start();
        Do(first, n => n.Note("a"));
        Probe.Watch(first);
        // Another node: its own extension, the same journal.
        var here = Extension;
        Extend(options: new() { Owner = "other node" });
        var second = Start();
        Assert.NotSame(here, Extension);
        AssertState(second, "a");
        Do(first, n => n.Note("zombie", _ => n.Tell("never")));
        var failure = Probe.ExpectMsg<Notebook.Failure>();
        var stale = Assert.IsType<StaleOwnerException>(failure.Cause);
        Assert.Equal((1L, 2L), (stale.Stale.Epoch, stale.NewestEpoch));
        Probe.ExpectTerminated(first);
        Do(second, n => n.Note("b"));
        AssertStored("notes", "a", "b");
        Assert.Equal([1L, 2L], Store.Of("notes").Select(e => e.Epoch));
    }

    [Fact]
    public void Given_a_second_owner_while_the_firsts_write_is_under_way_then_that_write_is_refused_and_never_seen()
    {
        var first = Start();
        var writes = HoldAppends();
        Do(first, n => n.Note("zombie"));
        Store.Interference.BeforeAppend = null;
        var second = Start();
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.IsType<StaleOwnerException>(Probe.ExpectMsg<Notebook.Failure>().Cause);
        AssertState(second);
        AssertStored("notes");
    }

    [Fact]
    public void Given_a_stale_owner_when_it_saves_a_snapshot_then_it_is_told_so_and_nothing_is_stored()
    {
        var first = Start();
        Do(first, n => n.Note("a"));
        Start();
        Do(first, n => n.Save());
        Assert.IsType<StaleOwnerException>(Probe.ExpectMsg<SaveSnapshotFailure>().Cause);
        Assert.Empty(Store.Saved);
    }

    [Fact]
    public void Given_a_write_the_journal_rejects_then_OnPersistRejected_is_called_no_handler_runs_and_the_actor_goes_on_without_a_gap()
    {
        var actor = Start();
        var reject = true;
        Store.Interference.BeforeAppend = entries => reject ? throw new JournalRejectedException("notes", entries[0].SequenceNr, "no") : Task.CompletedTask;
        Do(actor, n => n.NoteAll(["a", "b"], _ => n.Tell("never")));
        Assert.Equal([("a", 1L), ("b", 2L)], Rejected(2));
        reject = false;
        Do(actor, n => n.Note("c"));
        AssertState(actor, "c");
        AssertStored("notes", "c");
    }

    [Fact]
    public void Given_a_shared_write_of_which_one_part_is_rejected_then_the_others_are_stored_and_all_handlers_keep_their_order()
    {
        var actor = Start();
        var writes = new Hold();
        var isHeld = true;
        Store.Interference.BeforeAppend = entries =>
        {
            if (entries.Any(e => e.Payload.Span.IndexOf("bad"u8) >= 0)) throw new JournalRejectedException("notes", entries[0].SequenceNr, "bad");
            return isHeld ? writes.Wait() : Task.CompletedTask;
        };
        Do(actor, n => n.NoteAsync("first", e => n.Tell(e.Text)));
        isHeld = false;
        Do(actor, n =>
        {
            n.NoteAsync("a", e => n.Tell(e.Text));
            n.Later("deferred", n.Tell);
            n.NoteAllAsync(["bad 1", "fine"], e => n.Tell(e.Text));
            n.Later("deferred again", n.Tell);
            n.NoteAllAsync(["b", "c"], e => n.Tell(e.Text));
        });
        writes.LetGo();
        Kit.RunUntilIdle();
        var all = Probe.ReceivedSoFar().Select(m => m is Notebook.Rejection r ? $"rejected {((Noted)r.Event).Text} {r.SequenceNr}" : (string)m);
        Assert.Equal(["first", "a", "deferred", "rejected bad 1 3", "rejected fine 4", "deferred again", "b", "c"], all);
        AssertStored("notes", "first", "a", "b", "c");
        Assert.Equal(4, StateOf(actor).LastSequenceNr);
    }

    [Fact]
    public void Given_an_event_no_serializer_knows_then_it_is_rejected_in_its_turn_and_with_it_its_whole_atomic_write()
    {
        var actor = Start();
        Do(actor, n =>
        {
            n.Note("a", e => n.Tell(e.Text));
            n.NoteMixed([new Noted("with"), new Unknown("x")], _ => n.Tell("never"));
            n.Note("b", e => n.Tell(e.Text));
        });
        Probe.ExpectMsg("a");
        Assert.IsType<Kernel.Serialization.SerializationException>(Probe.ExpectMsg<Notebook.Rejection>(r => r.Event is Noted { Text: "with" }).Cause);
        Probe.ExpectMsg<Notebook.Rejection>(r => r.Event is Unknown);
        Probe.ExpectMsg("b");
        AssertStored("notes", "a", "b");
    }

    [Fact]
    public void Given_a_rejected_event_when_commands_wait_then_they_go_on_behind_it()
    {
        var actor = Start();
        Do(actor, n => n.NoteUnknown("x", _ => n.Tell("never")));
        Do(actor, n => n.Tell("command"));
        Probe.ExpectMsg<Notebook.Rejection>();
        Probe.ExpectMsg("command");
    }

    private List<(string, long)> Rejected(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Probe.ExpectMsg<Notebook.Rejection>()).Select(r => (((Noted)r.Event).Text, r.SequenceNr))];

    private sealed class Throwing(PersistenceExtension persistence) : PersistentActor(persistence)
    {
        public override string PersistenceId => "throwing";

        protected override bool ReceiveRecover(object message) => true;

        protected override bool ReceiveCommand(object message)
        {
            Persist(new Noted((string)message), _ => { });
            return true;
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => throw new InvalidOperationException("in the hook");
    }
}
