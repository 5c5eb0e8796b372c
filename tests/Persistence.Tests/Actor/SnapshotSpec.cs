using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Recovery;
using NTWorkstation.Persistence.Snapshot;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

public class SnapshotSpec : PersistenceTest
{
    [Fact]
    public void Given_SaveSnapshot_then_it_is_answered_with_its_metadata_and_the_next_life_begins_from_it()
    {
        var actor = Start();
        Do(actor, n => n.NoteAll(["a", "b"]));
        Do(actor, n => n.Save());
        var saved = Probe.ExpectMsg<SaveSnapshotSuccess>().Metadata;
        Assert.Equal(new SnapshotMetadata("notes", 2, Kit.System.TimeProvider.GetUtcNow()), saved);
        Kit.StopAndAwait(actor);
        Start(isTelling: true);
        Assert.Equal(saved, Assert.IsType<SnapshotOffer>(Probe.ExpectMsg<Notebook.Recovered>().Message).Metadata);
    }

    [Fact]
    public void Given_a_snapshot_that_is_not_stored_then_the_actor_is_told_why_and_goes_on()
    {
        var actor = Start();
        Store.Interference.BeforeSave = _ => throw new JournalFullException("here");
        Do(actor, n => n.Save());
        Assert.IsType<JournalFullException>(Probe.ExpectMsg<SaveSnapshotFailure>().Cause);
        Do(actor, n => n.Save(new Unknown("x")));
        Assert.IsType<Kernel.Serialization.SerializationException>(Probe.ExpectMsg<SaveSnapshotFailure>().Cause);
        AssertState(actor);
    }

    [Fact]
    public void Given_an_answer_while_events_are_persisted_then_it_waits_like_a_command()
    {
        var actor = Start();
        var saves = new Hold();
        Store.Interference.BeforeSave = _ => saves.Wait();
        var writes = HoldAppends();
        Do(actor, n =>
        {
            n.Save();
            n.Note("a", _ => n.Tell("a"));
        });
        saves.LetGo();
        Kit.RunUntilIdle();
        Probe.ExpectNoMsg();
        writes.LetGo();
        Probe.ExpectMsg("a");
        Probe.ExpectMsg<SaveSnapshotSuccess>();
    }

    [Fact]
    public void Given_a_restart_before_a_snapshot_is_answered_then_the_new_incarnation_is_not_told()
    {
        var actor = Start();
        var saves = new Hold();
        Store.Interference.BeforeSave = _ => saves.Wait();
        Do(actor, n => n.Save());
        Do(actor, _ => throw new InvalidOperationException("restart"));
        saves.LetGo();
        AssertState(actor);
    }

    [Fact]
    public void Given_DeleteMessages_then_the_events_are_gone_and_the_snapshot_and_the_rest_lead_to_the_state()
    {
        var actor = Start();
        Do(actor, n => n.NoteAll(["a", "b"]));
        Do(actor, n => n.Save());
        Do(actor, n => n.Note("c"));
        Do(actor, n => n.DeleteTo(2));
        Probe.ExpectMsg<SaveSnapshotSuccess>();
        Probe.ExpectMsg(new DeleteMessagesSuccess(2));
        Do(actor, n => n.DeleteTo(4));
        Probe.ExpectMsg<DeleteMessagesFailure>(f => f.Cause is ArgumentOutOfRangeException);
        Kit.StopAndAwait(actor);
        AssertState(Start(), "a", "b", "c");
    }

    [Fact]
    public void Given_all_events_deleted_then_sequence_numbers_go_on()
    {
        var actor = Start();
        Do(actor, n => n.NoteAll(["a", "b"]));
        Do(actor, n => n.DeleteTo(long.MaxValue));
        Probe.ExpectMsg(new DeleteMessagesSuccess(2));
        Kit.StopAndAwait(actor);
        actor = Start();
        Do(actor, n => n.Note("c"));
        Assert.Equal(3, StateOf(actor).LastSequenceNr);
    }

    [Fact]
    public void Given_DeleteSnapshot_and_DeleteSnapshots_then_those_are_gone_and_failures_are_told()
    {
        var actor = Start();
        foreach (var text in new[] { "a", "b", "c" })
        {
            Do(actor, n => n.Note(text));
            Do(actor, n => n.Save());
            Probe.ExpectMsg<SaveSnapshotSuccess>();
        }
        Do(actor, n => n.DeleteOneSnapshot(2));
        Probe.ExpectMsg(new DeleteSnapshotSuccess(2));
        Assert.Equal([1L, 3L], Store.Saved.Select(s => s.SequenceNr));
        var older = new SnapshotCriteria { MaximumSequenceNr = 2 };
        Do(actor, n => n.DeleteManySnapshots(older));
        Probe.ExpectMsg(new DeleteSnapshotsSuccess(older));
        Assert.Equal([3L], Store.Saved.Select(s => s.SequenceNr));
        Store.Interference.BeforeDelete = () => throw new JournalUnavailableException("gone");
        Do(actor, n =>
        {
            n.DeleteOneSnapshot(3);
            n.DeleteManySnapshots(older);
            n.DeleteTo(1);
        });
        Probe.ExpectMsg<DeleteSnapshotFailure>(f => f.SequenceNr == 3);
        Probe.ExpectMsg<DeleteSnapshotsFailure>(f => f.Criteria == older);
        Probe.ExpectMsg<DeleteMessagesFailure>(f => f.ToSequenceNr == 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Given_a_snapshot_that_cannot_be_read_then_an_older_one_takes_its_place_and_without_one_all_events(bool isCorrupt)
    {
        var actor = Start();
        foreach (var text in new[] { "a", "b", "c" })
        {
            Do(actor, n => n.Note(text));
            Do(actor, n => n.Save());
            Probe.ExpectMsg<SaveSnapshotSuccess>();
        }
        Kit.StopAndAwait(actor);
        Break(3, isCorrupt);
        Start(isTelling: true);
        Assert.Equal(2, Assert.IsType<SnapshotOffer>(Probe.ExpectMsg<Notebook.Recovered>().Message).Metadata.SequenceNr);
        Assert.Equal([new Noted("c"), RecoveryCompleted.Instance], Probe.ReceivedSoFar().Cast<Notebook.Recovered>().Select(r => r.Message));
        Break(2, isCorrupt);
        Break(1, isCorrupt);
        AssertState(Start(), "a", "b", "c");
    }

    [Fact]
    public void Given_a_snapshot_that_cannot_be_read_and_deleted_events_then_the_recovery_fails_instead_of_losing_state()
    {
        var actor = Start();
        Do(actor, n => n.NoteAll(["a", "b", "c"]));
        Do(actor, n => n.Save());
        Do(actor, n => n.DeleteTo(2));
        Kit.StopAndAwait(actor);
        Probe.ReceivedSoFar();
        Break(3, false);
        Start();
        var cause = Assert.IsType<MissingEventsException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause);
        Assert.Equal(("notes", 1L), (cause.PersistenceId, cause.SequenceNr));
        Assert.Contains("snapshot 3", cause.Message);
    }

    private void Break(long sequenceNr, bool isCorrupt)
    {
        if (!isCorrupt)
        {
            Store.ChangeSnapshot("notes", sequenceNr, s => s with { Payload = "{"u8.ToArray() });
            return;
        }
        var before = Store.Interference.BeforeLoad;
        Store.Interference.BeforeLoad = criteria =>
        {
            if (criteria.MaximumSequenceNr >= sequenceNr && !Store.Saved.Any(s => s.SequenceNr > sequenceNr && s.SequenceNr <= criteria.MaximumSequenceNr))
                throw new JournalCorruptException("notes", sequenceNr, "its snapshot's checksum is wrong");
            return before?.Invoke(criteria) ?? Task.CompletedTask;
        };
    }
}
