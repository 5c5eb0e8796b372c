using NTWorkstation.Persistence.Adapters;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Recovery;
using NTWorkstation.Persistence.Tests.Actor;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Adapters;

public class EventAdapterSpec : PersistenceTest
{
    [Fact]
    public void Given_a_write_adapter_that_tags_then_the_event_is_stored_as_it_is_and_found_by_its_tags()
    {
        Extend(new EventAdapters(EventAdapterBinding.ForWriting<Noted>(new Tagging("noted"))));
        var actor = Start();
        Do(actor, n => n.Note("a", n.Tell));
        Probe.ExpectMsg(new Noted("a"));
        Assert.Equal(["noted", "a"], Assert.Single(Store.Of("notes")).Tags);
        Kit.StopAndAwait(actor);
        AssertState(Start(), "a");
    }

    [Fact]
    public void Given_an_actor_that_tags_an_event_itself_then_its_tags_and_those_of_the_adapter_are_stored_once_each()
    {
        Extend(new EventAdapters(EventAdapterBinding.ForWriting<Noted>(new Tagging("noted"))));
        var actor = Start();
        Do(actor, n => n.NoteMixed([new Tagged(new Noted("a"), ["own", "noted"])], n.Tell));
        Probe.ExpectMsg<Tagged>();
        Assert.Equal(["own", "noted", "a"], Store.Of("notes")[0].Tags);
    }

    [Fact]
    public void Given_a_write_adapter_that_wraps_then_the_wrapped_event_is_stored_and_the_handler_gets_the_actors_own()
    {
        Extend(new EventAdapters(
            EventAdapterBinding.ForWriting<Noted>(new Wrapping()), EventAdapterBinding.ForReading<OldNoted>(new Splitting())));
        var actor = Start();
        Do(actor, n => n.Note("a", n.Tell));
        Probe.ExpectMsg(new Noted("a"));
        Assert.Equal("old-noted:1", Store.Of("notes")[0].Manifest);
    }

    [Fact]
    public void Given_a_read_adapter_then_an_entry_stands_for_none_one_or_several_events_of_its_sequence_number()
    {
        Write("notes", "0", "1", "2", "3");
        for (var i = 1; i <= 4; i++)
        {
            var text = $"{{\"Number\":{i - 1},\"Text\":\"x\"}}";
            Store.Change("notes", i, e => e with { Manifest = "old-noted:1", Payload = System.Text.Encoding.UTF8.GetBytes(text) });
        }
        Extend(new EventAdapters(EventAdapterBinding.ForReading<OldNoted>(new Splitting())));
        var seen = new List<(string, long)>();
        var actor = Start(onRecover: (n, m) =>
        {
            if (m is Noted noted) seen.Add((noted.Text, n.LastSequenceNr));
        });
        Assert.Equal([("x0", 2L), ("x0", 3L), ("x1", 3L), ("x0", 4L), ("x1", 4L), ("x2", 4L)], seen);
        Assert.Equal(4, StateOf(actor).LastSequenceNr);
    }

    [Fact]
    public void Given_only_entries_that_stand_for_nothing_then_sequence_numbers_go_on_behind_them()
    {
        Write("notes", "a", "b");
        Extend(new EventAdapters(EventAdapterBinding.ForReading<Noted>(new Reading((_, _) => EventSequence.Empty))));
        var actor = Start();
        AssertState(actor);
        Do(actor, n => n.Note("c"));
        Assert.Equal(3, StateOf(actor).LastSequenceNr);
    }

    [Fact]
    public void Given_a_read_adapter_then_it_is_told_the_manifest_the_event_was_stored_under()
    {
        Write("notes", "a");
        var manifests = new List<string>();
        Extend(new EventAdapters(EventAdapterBinding.ForReading<Noted>(new Reading((e, manifest) =>
        {
            manifests.Add(manifest);
            return EventSequence.Single(e);
        }))));
        AssertState(Start(), "a");
        Assert.Equal(["noted:1"], manifests);
    }

    [Fact]
    public void Given_a_read_adapter_that_refuses_then_the_recovery_stops_with_id_number_and_reason()
    {
        Write("notes", "a", "b");
        Extend(new EventAdapters(EventAdapterBinding.ForReading<Noted>(new Reading((e, _) =>
            ((Noted)e).Text == "b" ? throw new InvalidOperationException("no such thing") : EventSequence.Single(e)))));
        Start();
        var cause = Assert.IsType<UnreadableEventException>(Probe.ExpectMsg<Notebook.RecoveryFailure>().Cause);
        Assert.Equal(("notes", 2L), (cause.PersistenceId, cause.SequenceNr));
        Assert.Contains("no such thing", cause.Message);
    }

    [Fact]
    public void Given_a_write_adapter_that_throws_then_the_event_is_rejected()
    {
        Extend(new EventAdapters(EventAdapterBinding.ForWriting<Noted>(new Tagging(null!))));
        var actor = Start();
        Do(actor, n => n.Note("a"));
        Assert.IsType<InvalidOperationException>(Probe.ExpectMsg<Notebook.Rejection>().Cause);
    }

    [Fact]
    public void Given_a_tag_the_journal_refuses_then_the_event_is_rejected()
    {
        Extend(new EventAdapters(EventAdapterBinding.ForWriting<Noted>(new Tagging("a;b"))));
        var actor = Start();
        Do(actor, n => n.Note("a"));
        Assert.IsType<JournalRejectedException>(Probe.ExpectMsg<Notebook.Rejection>().Cause);
    }

    [Fact]
    public void Given_several_bindings_then_the_first_write_adapter_and_all_read_adapters_that_fit_are_asked()
    {
        Extend(new EventAdapters(
            EventAdapterBinding.ForWriting<Noted>(new Tagging("first")),
            EventAdapterBinding.ForWriting<object>(new Tagging("second")),
            EventAdapterBinding.ForReading<object>(new Reading((e, _) => EventSequence.Single(e))),
            EventAdapterBinding.ForReading<Noted>(new Reading((e, _) => EventSequence.Create(new Noted(((Noted)e).Text + "!"))))));
        Write("notes", "a");
        Assert.Equal(["first", "a"], Store.Of("notes")[0].Tags);
        AssertState(Start(), "a", "a!");
    }

    private sealed class Tagging(string tag) : IWriteEventAdapter
    {
        public object ToJournal(object @event) =>
            tag is null ? throw new InvalidOperationException("no tag") : new Tagged(@event, [tag, ((Noted)@event).Text]);
    }

    private sealed class Wrapping : IWriteEventAdapter
    {
        public object ToJournal(object @event) => new OldNoted(1, ((Noted)@event).Text);
    }

    private sealed class Splitting : IReadEventAdapter
    {
        public EventSequence FromJournal(object stored, string manifest)
        {
            var old = (OldNoted)stored;
            return EventSequence.Create([.. Enumerable.Range(0, old.Number).Select(i => (object)new Noted(old.Text + i))]);
        }
    }

    private sealed class Reading(Func<object, string, EventSequence> read) : IReadEventAdapter
    {
        public EventSequence FromJournal(object stored, string manifest) => read(stored, manifest);
    }
}
