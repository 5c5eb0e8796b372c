using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Recovery;
using NTWorkstation.Persistence.Snapshot;
using NTWorkstation.Persistence.Tests.Actor;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Recovery;

public class RecoverySpec : PersistenceTest
{
    [Fact]
    public void Given_no_events_then_RecoveryCompleted_comes_alone()
    {
        Start(isTelling: true);
        Assert.Equal([new Notebook.Recovered(RecoveryCompleted.Instance)], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_snapshot_and_events_then_it_is_offered_first_and_the_events_behind_it_follow_and_then_RecoveryCompleted()
    {
        WriteWithSnapshot(2, "a", "b", "c");
        var numbers = new List<long>();
        Start(isTelling: true, onRecover: (n, _) => numbers.Add(n.LastSequenceNr));
        var recovered = Probe.ReceivedSoFar().Cast<Notebook.Recovered>().Select(r => r.Message).ToList();
        Assert.Equal(["a", "b"], Assert.IsType<Notes>(Assert.IsType<SnapshotOffer>(recovered[0]).Snapshot).Texts);
        Assert.Equal([new Noted("c"), RecoveryCompleted.Instance], recovered[1..]);
        Assert.Equal([2L, 3L, 3L], numbers);
    }

    [Fact]
    public void Given_more_events_than_a_batch_holds_then_all_come_in_order_whatever_the_batch()
    {
        var texts = Enumerable.Range(0, 25).Select(i => i.ToString()).ToArray();
        Write("notes", texts);
        foreach (var size in new[] { 1, 2, 7, 24, 25, 26 })
        {
            Extend(options: new() { ReplayBatchSize = size });
            var actor = Start();
            AssertState(actor, texts);
            Kit.StopAndAwait(actor);
        }
    }

    [Fact]
    public void Given_a_recovery_under_way_when_commands_come_then_they_wait_for_its_end_and_keep_their_order()
    {
        Write("notes", "a", "b");
        var reads = new Hold();
        Store.Interference.BeforeReplay = _ => reads.Wait();
        var actor = Start();
        Do(actor, n => n.Tell((n.Texts.Count, n.IsRecovering)));
        Do(actor, n => n.Tell("second"));
        Probe.ExpectNoMsg();
        reads.LetGo();
        Kit.RunUntilIdle();
        Probe.ExpectNoMsg();
        reads.LetGo();
        Probe.ExpectMsg((2, false));
        Probe.ExpectMsg("second");
    }

    [Fact]
    public void Given_a_recovery_then_the_epoch_is_taken_before_snapshot_sequence_number_and_events_are_read()
    {
        Write("notes", "a");
        var order = new List<string>();
        Store.Interference.BeforeTake = _ => Log("take");
        Store.Interference.BeforeLoad = _ => Log("snapshot");
        Store.Interference.BeforeReadHighest = _ => Log("highest");
        Store.Interference.BeforeReplay = _ => Log("replay");
        Start();
        Assert.Equal(["take", "snapshot", "highest", "replay"], order);

        Task Log(string what)
        {
            order.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void Given_an_upper_bound_then_the_state_is_as_of_then_and_what_is_persisted_continues_the_highest_number()
    {
        WriteWithSnapshot(3, "a", "b", "c");
        var actor = Start(recovery: new() { ToSequenceNr = 2 });
        AssertState(actor, "a", "b");
        Do(actor, n => n.Note("d"));
        Assert.Equal(4, StateOf(actor).LastSequenceNr);
        AssertStored("notes", "a", "b", "c", "d");
    }

    [Fact]
    public void Given_a_bound_on_the_number_of_events_then_no_more_are_replayed()
    {
        Write("notes", "a", "b", "c");
        AssertState(Start(recovery: new() { ReplayMax = 2 }), "a", "b");
    }

    [Fact]
    public void Given_snapshot_criteria_then_the_newest_that_meets_them_is_offered()
    {
        WriteWithSnapshot(1, "a", "b", "c");
        WriteSnapshot();
        Start(isTelling: true, recovery: new() { FromSnapshot = new SnapshotCriteria { MaximumSequenceNr = 2 } });
        Probe.ExpectMsg<Notebook.Recovered>(r => r.Message is SnapshotOffer { Metadata.SequenceNr: 1 });
        Assert.Equal(3, Probe.ReceivedSoFar().Count);
    }

    [Fact]
    public void Given_no_snapshot_wanted_then_all_events_are_replayed()
    {
        WriteWithSnapshot(2, "a", "b");
        Start(isTelling: true, recovery: new() { FromSnapshot = null });
        Assert.Equal([new Noted("a"), new Noted("b"), RecoveryCompleted.Instance], Probe.ReceivedSoFar().Cast<Notebook.Recovered>().Select(r => r.Message));
    }

    [Fact]
    public void Given_no_recovery_wanted_then_only_RecoveryCompleted_comes_and_sequence_numbers_go_on()
    {
        WriteWithSnapshot(1, "a", "b");
        var actor = Start(isTelling: true, recovery: RecoverySettings.None);
        Assert.Equal([new Notebook.Recovered(RecoveryCompleted.Instance)], Probe.ReceivedSoFar());
        Do(actor, n => n.Note("c"));
        AssertStored("notes", "a", "b", "c");
    }

    [Fact]
    public void Given_RecoveryCompleted_when_its_handler_persists_then_commands_wait_for_it()
    {
        var writes = HoldAppends();
        var actor = Start(onRecover: (n, m) =>
        {
            if (m is RecoveryCompleted) n.Note("first", _ => n.Tell("first"));
        });
        Do(actor, n => n.Tell("command"));
        Probe.ExpectNoMsg();
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["first", "command"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_replayed_events_when_their_handler_persists_or_awaits_then_the_recovery_fails()
    {
        Write("notes", "a");
        Start(onRecover: (n, m) =>
        {
            if (m is Noted) n.Note("x");
        });
        Assert.Contains("while it recovers", Assert.IsType<InvalidOperationException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause).Message);
        Start(onRecover: (n, m) =>
        {
            if (m is Noted) n.Run(() => Task.CompletedTask);
        });
        Assert.IsType<InvalidOperationException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause);
    }

    [Fact]
    public void Given_a_fold_that_throws_then_OnRecoveryFailure_is_told_of_the_event_and_the_actor_stops()
    {
        Write("notes", "a", "b", "c");
        var folded = new List<object>();
        var actor = Kit.System.ActorOf(Props.Create(() => new Notebook(Extension, "notes", Probe.Ref, null)
        {
            OnRecover = (_, m) =>
            {
                folded.Add(m);
                if (m is Noted { Text: "b" }) throw new InvalidOperationException("fold");
            },
        }));
        Probe.Watch(actor);
        var failure = Probe.ExpectMsg<Notebook.RecoveryFailure>();
        Assert.Equal(("fold", new Noted("b")), (failure.Cause.Message, failure.Message));
        Probe.ExpectTerminated(actor);
        Assert.Equal([new Noted("a"), new Noted("b")], folded);
    }

    [Fact]
    public void Given_a_journal_that_fails_while_it_replays_then_the_recovery_fails_with_its_cause_and_the_actor_stops()
    {
        Write("notes", "a");
        var cause = new JournalUnavailableException("gone");
        Store.Interference.BeforeReplay = _ => throw cause;
        var actor = Kit.System.ActorOf(Props.Create(() => new Notebook(Extension, "notes", Probe.Ref, null)));
        Probe.Watch(actor);
        Assert.Same(cause, Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause);
        Probe.ExpectTerminated(actor);
    }

    [Fact]
    public void Given_an_event_of_an_unknown_manifest_then_the_recovery_stops_with_id_number_and_reason()
    {
        Write("notes", "a", "b");
        Store.Change("notes", 2, e => e with { Manifest = "noted:9" });
        Start();
        var cause = Assert.IsType<UnreadableEventException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause);
        Assert.Equal(("notes", 2L, "noted:9"), (cause.PersistenceId, cause.SequenceNr, cause.Manifest));
        Assert.Contains("is unknown", cause.Message);
    }

    [Fact]
    public void Given_an_event_whose_bytes_are_broken_then_the_recovery_stops_with_id_number_and_reason()
    {
        Write("notes", "a", "b");
        Store.Change("notes", 1, e => e with { Payload = "{\"Text\":"u8.ToArray() });
        Start();
        var cause = Assert.IsType<UnreadableEventException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause);
        Assert.Equal(("notes", 1L), (cause.PersistenceId, cause.SequenceNr));
        Assert.Contains("'notes'", cause.Message);
    }

    [Fact]
    public void Given_an_older_writers_event_behind_a_newers_then_the_recovery_stops_as_the_journal_says()
    {
        Write("notes", "a", "b");
        Store.Change("notes", 1, e => e with { Epoch = 9, WriterUuid = "newer" });
        Start();
        Assert.Equal(2, Assert.IsType<JournalCorruptException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause).SequenceNr);
    }

    [Fact]
    public void Given_an_event_the_fold_does_not_know_then_it_is_published_as_unhandled_and_the_recovery_goes_on()
    {
        var unhandled = Kit.CreateProbe("unhandled");
        Kit.System.EventStream.Subscribe<Kernel.Event.UnhandledMessage>(unhandled.Ref);
        Write("notes", "a");
        Store.Change("notes", 1, e => e with { Manifest = "old-noted:1", Payload = "{\"Number\":1,\"Text\":\"x\"}"u8.ToArray() });
        AssertState(Start());
        Assert.Equal(new OldNoted(1, "x"), unhandled.ExpectMsg<Kernel.Event.UnhandledMessage>().Message);
    }

    [Theory]
    [InlineData("take")]
    [InlineData("highest")]
    [InlineData("snapshot")]
    [InlineData("replay")]
    public void Given_a_store_that_does_not_answer_then_the_recovery_times_out_typed_and_the_actor_stops(string call)
    {
        Write("notes", "a", "b");
        var never = new Hold();
        Store.Interference.BeforeTake = _ => call == "take" ? never.Wait() : Task.CompletedTask;
        Store.Interference.BeforeReadHighest = _ => call == "highest" ? never.Wait() : Task.CompletedTask;
        Store.Interference.BeforeLoad = _ => call == "snapshot" ? never.Wait() : Task.CompletedTask;
        Store.Interference.BeforeReplay = e => call == "replay" && e.SequenceNr == 2 ? never.Wait() : Task.CompletedTask;
        Extend(options: new() { ReplayBatchSize = 1, RecoveryTimeout = TimeSpan.FromSeconds(3) });
        var actor = Start();
        Probe.Watch(actor);
        Kit.Advance(TimeSpan.FromSeconds(2));
        Probe.ExpectNoMsg();
        Kit.Advance(TimeSpan.FromSeconds(4));
        var cause = Assert.IsType<RecoveryTimedOutException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause);
        Assert.Equal(("notes", TimeSpan.FromSeconds(3)), (cause.PersistenceId, cause.Timeout));
        Probe.ExpectTerminated(actor);
        never.LetGoAll();
        Kit.RunUntilIdle();
        Assert.Empty(Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_store_that_is_slow_but_goes_on_then_the_recovery_does_not_time_out()
    {
        Write("notes", [.. Enumerable.Range(0, 10).Select(i => i.ToString())]);
        Extend(options: new() { RecoveryTimeout = TimeSpan.FromSeconds(3) });
        var reads = new Hold();
        Store.Interference.BeforeReplay = _ => reads.Wait();
        var actor = Start();
        for (var i = 0; i < 10; i++)
        {
            Kit.Advance(TimeSpan.FromSeconds(2));
            reads.LetGo();
        }
        Assert.Equal(10, StateOf(actor).Texts.Count);
        Kit.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(10, StateOf(actor).Texts.Count);
    }

    [Fact]
    public void Given_more_recoveries_than_permitted_then_the_others_wait_their_turn_without_timing_out()
    {
        Extend(options: new() { MaxConcurrentRecoveries = 2, RecoveryTimeout = TimeSpan.FromSeconds(3) });
        var taken = new List<string>();
        var takes = new Hold();
        Store.Interference.BeforeTake = id =>
        {
            taken.Add(id);
            return takes.Wait();
        };
        var actors = Enumerable.Range(0, 5).Select(i => Start($"id-{i}")).ToList();
        Assert.Equal(["id-0", "id-1"], taken);
        takes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["id-0", "id-1", "id-2"], taken);
        // One that stops while it waits leaves its place; one that fails gives its permit back.
        Kit.StopAndAwait(actors[3]);
        Kit.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["id-0", "id-1", "id-2", "id-4"], taken);
        Assert.Equal(2, Probe.ReceivedSoFar().Count(m => m is Notebook.RecoveryFailure));
        takes.LetGoAll();
        AssertState(actors[0]);
        AssertState(actors[4]);
    }

    [Fact]
    public void Given_a_stop_while_it_recovers_then_its_permit_is_free_and_the_reading_ends()
    {
        Write("notes", "a");
        Extend(options: new() { MaxConcurrentRecoveries = 1 });
        var reads = new Hold();
        Store.Interference.BeforeReplay = _ => reads.Wait();
        var first = Start();
        Kit.StopAndAwait(first);
        Store.Interference.BeforeReplay = null;
        AssertState(Start(), "a");
        reads.LetGo();
        Kit.RunUntilIdle();
        Assert.Empty(Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_restart_then_the_new_incarnation_takes_an_epoch_of_its_own_and_what_the_old_one_reads_is_ignored()
    {
        Write("notes", "a");
        var reads = new Hold();
        Store.Interference.BeforeReplay = _ => reads.Wait();
        Extend(options: new() { InternalStashCapacity = 1 });
        var actor = Start();
        // The second command is one too many: the actor restarts in the midst of its recovery.
        Do(actor, n => n.Tell("held"));
        Do(actor, n => n.Tell("too many"));
        Assert.Equal(3, Store.Stream("notes").Epoch);
        reads.LetGo();
        reads.LetGo();
        Probe.ExpectMsg("held");
        AssertState(actor, "a");
    }

    [Fact]
    public void Given_a_persistence_id_that_cannot_be_then_the_actor_does_not_start()
    {
        var actor = Kit.System.ActorOf(Props.Create(() => new Notebook(Extension, "", Probe.Ref, null)));
        Probe.Watch(actor);
        Probe.ExpectTerminated(actor);
    }

    private void WriteWithSnapshot(int at, params string[] texts)
    {
        var actor = Start();
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i];
            Do(actor, n => n.Note(text));
            if (i + 1 == at) Do(actor, n => n.Save());
        }
        Probe.ExpectMsg<SaveSnapshotSuccess>(s => s.Metadata.SequenceNr == at);
        Kit.StopAndAwait(actor);
    }

    private void WriteSnapshot()
    {
        var actor = Start();
        Do(actor, n => n.Save());
        Probe.ExpectMsg<SaveSnapshotSuccess>();
        Kit.StopAndAwait(actor);
    }
}
