using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;
using Xunit;

namespace NTWorkstation.Session.Tests;

public class SessionActorTests : SessionActorTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Given_a_turned_knob_then_one_event_from_where_it_stood_to_where_it_was_left_is_kept_and_every_turn_is_answered_with_it()
    {
        var session = Begin();
        foreach (var to in new[] { 1.0, 2.5, -3 })
        {
            Send(session, Turn(to));
            Kit.Advance(Soon);
        }
        Probe.ExpectNoMsg();
        Assert.Equal(2, Stored.Count);

        Kit.Advance(TimeSpan.FromMilliseconds(300));
        var change = Assert.IsType<ParameterChanged>(Stored[2]);
        Assert.Equal((NumberValue.Of(0), NumberValue.Of(-3)), ((NumberValue)change.Old!, (NumberValue)change.New!));
        for (var turn = 0; turn < 3; turn++)
        {
            var applied = Probe.ExpectMsg<CommandApplied>();
            Assert.Equal(3, applied.Sequence);
            Assert.Equal(change, Assert.Single(applied.Events).Read().Event);
        }
        Kit.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, Stored.Count);
    }

    [Fact]
    public void Given_a_knob_that_is_turned_without_a_pause_then_an_event_is_kept_every_two_seconds()
    {
        var session = Begin();
        for (var turn = 1; turn <= 50; turn++)
        {
            Send(session, Turn(turn / 10.0));
            Kit.Advance(Soon);
        }
        Kit.Advance(TimeSpan.FromSeconds(1));
        var changes = Stored.OfType<ParameterChanged>().ToArray();
        Assert.Equal(3, changes.Length);
        Assert.Equal(NumberValue.Of(5), changes[^1].New);
        foreach (var (before, after) in changes.Zip(changes.Skip(1))) Assert.Equal(before.New, after.Old);
    }

    [Fact]
    public void Given_a_turned_knob_when_another_command_comes_then_the_knob_is_kept_first_and_the_command_meets_its_place()
    {
        var session = Begin();
        Send(session, Turn(4));
        Assert.Equal(NumberValue.Of(4), StateOf(session).Content.Master[0].Settings.Parameters().Single().Value);
        Assert.Equal(2, Stored.Count);
        Send(session, new SetMarker("a", new(1)));
        Assert.Equal([typeof(ParameterChanged), typeof(MarkerSet)], Stored.Skip(2).Select(e => e.GetType()));
        Assert.Equal([3L, 4L], new[] { Probe.ExpectMsg<CommandApplied>(), Probe.ExpectMsg<CommandApplied>() }.Select(a => a.Events.Single().Sequence));
    }

    [Fact]
    public void Given_a_knob_that_is_turned_back_then_nothing_is_kept_and_the_turns_are_answered()
    {
        var session = Begin();
        Send(session, Turn(4));
        Send(session, Turn(0));
        Kit.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(Probe.ExpectMsg<CommandApplied>().Events);
        Assert.Empty(Probe.ExpectMsg<CommandApplied>().Events);
        Assert.Equal(2, Stored.Count);
    }

    [Fact]
    public void Given_a_command_that_does_not_go_with_the_state_then_it_is_refused_and_nothing_is_kept()
    {
        var session = Begin();
        var refused = Ask<CommandRefused>(session, new SetParameters("gain", Story.Set("gain_db=900")));
        Assert.Equal("BadValue", refused.Code);
        Assert.Equal("NoSuchTrack", Ask<CommandRefused>(session, new RemoveTrack("nowhere")).Code);
        Assert.Equal("NameTaken", Ask<CommandRefused>(session, new BeginSession(new SessionCreated(Id, "Again", 1))).Code);
        Assert.Equal(2, Stored.Count);
        Assert.Equal(3, Ask<CommandApplied>(session, new SetMarker("a", new(1))).Sequence);
    }

    [Fact]
    public void Given_a_session_that_was_never_begun_then_its_commands_are_refused() =>
        Assert.Equal("NoSession", Ask<CommandRefused>(Start(), new SetMarker("a", new(1))).Code);

    [Fact]
    public void Given_an_event_that_cannot_be_kept_then_whoever_asked_and_whoever_turned_is_told_and_the_session_ends_as_it_is_stored()
    {
        var session = Begin();
        Probe.Watch(session);
        Send(session, Turn(4));
        Store.Interference.BeforeAppend = _ => throw new JournalFullException("here");
        Send(session, new SetMarker("a", new(1)));
        Assert.True(Probe.ExpectMsg<CommandFailed>().IsTransient);
        Assert.True(Probe.ExpectMsg<CommandFailed>().IsTransient);
        Probe.ExpectTerminated(session);
        Assert.IsType<JournalFullException>(Assert.Single(Failures));
        Assert.Equal(2, Stored.Count);

        Store.Interference.BeforeAppend = null;
        var again = Start();
        Assert.Equal(2, StateOf(again).Sequence);
        Assert.Equal(3, Ask<CommandApplied>(again, new SetMarker("a", new(1))).Sequence);
    }

    [Fact]
    public void Given_an_event_that_the_journal_refuses_then_it_is_told_and_the_session_goes_on()
    {
        var session = Begin();
        Store.Interference.BeforeAppend = _ => throw new JournalRejectedException("x", 3, "too large");
        Assert.False(Ask<CommandFailed>(session, new SetMarker("a", new(1))).IsTransient);
        Store.Interference.BeforeAppend = null;
        Assert.Equal(2, StateOf(session).Sequence);
        Assert.Equal(3, Ask<CommandApplied>(session, new SetMarker("b", new(1))).Sequence);
    }

    [Fact]
    public void Given_another_owner_then_what_this_one_still_writes_is_refused_and_it_ends()
    {
        var first = Begin();
        var second = Start();
        Ask<CommandApplied>(second, new SetMarker("a", new(1)));
        Probe.Watch(first);
        Send(first, new SetMarker("zombie", new(2)));
        Assert.False(Probe.ExpectMsg<CommandFailed>().IsTransient);
        Probe.ExpectTerminated(first);
        Assert.IsType<StaleOwnerException>(Assert.Single(Failures));
        Assert.Equal("a", Assert.Single(StateOf(second).Content.Markers).Name);
    }

    [Fact]
    public void Given_a_thousand_events_then_a_snapshot_is_kept_and_recovery_folds_only_what_follows_it()
    {
        var session = Begin();
        for (var i = 0; i < SessionActor.SnapshotEvery + 5; i++) Ask<CommandApplied>(session, new SetMarker("a", new(1 + i)));
        Assert.Equal(SessionActor.SnapshotEvery, Assert.Single(Store.Saved).SequenceNr);
        var wanted = Snapshots.Write(StateOf(session));
        Kit.StopAndAwait(session);

        var replayed = 0;
        Store.Interference.BeforeReplay = _ =>
        {
            replayed++;
            return Task.CompletedTask;
        };
        var again = StateOf(Start());
        Assert.Equal(7, replayed);
        Assert.Equal(wanted, Snapshots.Write(again));
        Assert.Equal(wanted, Snapshots.Write(SessionFold.Replay(Stored.Select((e, i) => new RecordedEvent(i + 1, default, e)))));
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(60, 1)]
    public void Given_a_session_that_is_closed_then_its_knob_is_kept_a_snapshot_is_where_it_saves_work_and_nothing_more_is_taken(int events, int snapshots)
    {
        var session = Begin();
        Probe.Watch(session);
        for (var i = 2; i < events; i++) Ask<CommandApplied>(session, new SetMarker("a", new(1 + i)));
        Send(session, Turn(4));
        Send(session, CloseSession.Instance);
        Assert.Equal(events + 1, Probe.ExpectMsg<CommandApplied>().Sequence);
        Assert.Equal(events + 1, Probe.ExpectMsg<SessionClosed>().Sequence);
        Probe.ExpectTerminated(session);
        Assert.Equal(snapshots, Store.Saved.Count);
        Assert.Equal(events + 1, Stored.Count);
    }

    [Fact]
    public void Given_a_snapshot_that_cannot_be_kept_then_closing_ends_all_the_same()
    {
        var session = Begin();
        for (var i = 0; i < 60; i++) Ask<CommandApplied>(session, new SetMarker("a", new(1 + i)));
        Store.Interference.BeforeSave = _ => throw new JournalFullException("here");
        Assert.Equal(62, Ask<SessionClosed>(session, CloseSession.Instance).Sequence);
        Assert.Empty(Store.Saved);
    }

    [Fact]
    public void Given_a_session_that_is_closing_when_a_command_comes_then_it_is_sent_on_to_the_next_owner()
    {
        var session = Begin();
        for (var i = 0; i < 60; i++) Ask<CommandApplied>(session, new SetMarker("a", new(1 + i)));
        var held = new TaskCompletionSource();
        Store.Interference.BeforeSave = _ => held.Task;
        Send(session, CloseSession.Instance);
        Ask<SessionClosing>(session, new SetMarker("late", new(2)));
        held.SetResult();
        Kit.RunUntilIdle();
        Assert.Equal(62, Probe.ExpectMsg<SessionClosed>().Sequence);
        Assert.Equal(62, Stored.Count);
    }

    [Fact]
    public void Given_a_history_that_is_not_one_sessions_then_the_actor_ends_and_says_where()
    {
        var session = Begin();
        Kit.StopAndAwait(session);
        Store.Change(SessionJournal.PersistenceIdOf(Id), 2, e => e with { Manifest = "session.unknown/9" });
        var broken = Start();
        Probe.Watch(broken);
        Probe.ExpectTerminated(broken);
        Assert.Contains("session.unknown/9", Assert.Single(Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_listeners_then_they_see_every_event_once_it_is_durable_with_the_state_after_it()
    {
        Kit.System.EventStream.Subscribe<SessionEventKept>(Probe.Ref);
        var session = Start();
        Send(session, new BeginSession(new SessionCreated(Id, "Album", 1)));
        var kept = Probe.ExpectMsg<SessionEventKept>();
        Assert.Equal((Id, 1L, "Album"), (kept.Session, kept.Recorded.Sequence, kept.State.Content.Name));
        Probe.ExpectMsg<CommandApplied>();
        Assert.All(Store.Of(SessionJournal.PersistenceIdOf(Id)), e => Assert.Equal([SessionJournal.Tag], e.Tags));
    }
}
