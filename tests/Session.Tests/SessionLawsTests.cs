using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;
using Xunit;

namespace NTWorkstation.Session.Tests;

/// <summary>What holds for every history.</summary>
public class SessionLawsTests
{
    [Fact]
    public void Given_any_commands_then_replaying_their_events_gives_the_state() => Require(60, (state, events) =>
        Assert.Equal(Snapshots.Write(state), Snapshots.Write(SessionFold.Replay(events))));

    [Fact]
    public void Given_any_history_and_a_snapshot_in_it_then_the_snapshot_and_the_rest_give_the_state() => Require(60, (state, events) =>
    {
        foreach (var cut in new[] { 1, events.Count / 3, events.Count / 2, events.Count }.Where(c => c > 0))
        {
            var written = Snapshots.Write(SessionFold.Replay(events.Take(cut)));
            var restored = Snapshots.Read(SessionSnapshotJson.Manifest, written);
            Assert.Equal(written, Snapshots.Write(restored));
            Assert.Equal(Snapshots.Write(state), Snapshots.Write(SessionFold.Replay(restored, events.Skip(cut))));
        }
    });

    [Fact]
    public void Given_any_history_then_undo_and_redo_are_each_others_opposite() => Require(60, (state, _) =>
    {
        var decisions = Workload.Decisions();
        var (undone, steps) = (state, 0);
        while (decisions.Decide(undone, new Undo()) is Accepted { Events: [var e] })
        {
            undone = SessionFold.Apply(undone, undone.Sequence + 1, e);
            steps++;
        }
        Assert.Equal(state.Undo.Count, steps);
        for (var i = 0; i < steps; i++) undone = SessionFold.Apply(undone, undone.Sequence + 1, ((Accepted)decisions.Decide(undone, new Redo())).Events.Single());
        // The two differ in how often undo and redo were asked for, and in nothing else.
        Assert.Equal(Snapshots.Write(state), Snapshots.Write(undone with { Sequence = state.Sequence }));
    });

    [Fact]
    public void Given_a_history_without_undo_then_undoing_step_by_step_visits_every_content_it_had() => Require(40, acts =>
    {
        var contents = new Stack<SessionContent>();
        var (state, _) = Workload.Run(acts.Where(a => a.Kind <= 36), (before, _, decision, after) =>
        {
            if (decision is Accepted { Events: [SessionEdit] }) contents.Push(before.Content);
        });
        var decisions = Workload.Decisions();
        while (contents.TryPop(out var content))
        {
            state = SessionFold.Apply(state, state.Sequence + 1, ((Accepted)decisions.Decide(state, new Undo())).Events.Single());
            Assert.Same(content, state.Content);
        }
        Assert.IsType<Refused>(decisions.Decide(state, new Undo()));
    });

    [Fact]
    public void Given_any_command_then_it_is_either_refused_without_change_and_with_advice_or_accepted_with_events_that_fit()
    {
        var (accepted, refused, unchanged) = (new HashSet<Type>(), 0, 0);
        Require(60, acts => Workload.Run(acts, (before, command, decision, after) =>
        {
            switch (decision)
            {
                case Refused r:
                    refused++;
                    Assert.Same(before, after);
                    Assert.All([r.Refusal.What, r.Refusal.Where, r.Refusal.Advice], t => Assert.False(string.IsNullOrWhiteSpace(t)));
                    break;
                case Accepted { Events.Count: 0 }:
                    unchanged++;
                    Assert.Same(before, after);
                    break;
                case Accepted:
                    accepted.Add(command.GetType());
                    break;
            }
        }));
        // The generator reaches every command, and what must be refused as well.
        Assert.Equal(typeof(SessionCommand).Assembly.GetTypes().Count(t => t.BaseType == typeof(SessionCommand)), accepted.Count);
        Assert.True(refused > 100 && unchanged > 10, $"{refused} {unchanged}");
    }

    [Fact]
    public void Given_any_history_then_every_processor_is_one_that_a_chain_document_holds() => Require(30, (state, _) =>
        Assert.All(state.Content.Processors(), p => Assert.Equal(p.Processor.Settings, Contracts.Chains.ProcessorSettings.Of(p.Processor.Settings.ToSpec()))));

    [Fact]
    public void Given_any_history_then_every_event_comes_back_from_its_json() => Require(40, (_, events) =>
    {
        foreach (var e in events)
        {
            var payload = SessionEventJson.Write(e.Event);
            Assert.Equal(payload, SessionEventJson.Write(SessionEventJson.Read(SessionEventJson.ManifestOf(e.Event), payload)));
        }
        var read = events.Select(e => e with { Event = SessionEventJson.Read(SessionEventJson.ManifestOf(e.Event), SessionEventJson.Write(e.Event)) });
        Assert.Equal(Snapshots.Write(SessionFold.Replay(events)), Snapshots.Write(SessionFold.Replay(read)));
    });

    [Fact]
    public void Given_any_commands_then_each_comes_back_from_its_json_and_is_decided_alike() => Require(30, acts => Workload.Run(acts, (before, command, decision, _) =>
    {
        var sent = SessionCommandJson.Read(SessionCommandJson.Write(command));
        Assert.Equal(SessionCommandJson.Write(command), SessionCommandJson.Write(sent));
        var (a, b) = (new SessionDecisions(() => "aaaa"), new SessionDecisions(() => "aaaa"));
        if (command is ApplyPreset or ApplyMatch) return; // these take several ids
        Assert.Equal(Show(a.Decide(before, command)), Show(b.Decide(before, sent)));
    }));

    private static string Show(SessionDecision decision) => decision switch
    {
        Refused r => r.Refusal.Message,
        Accepted a => string.Join('\n', a.Events.Select(e => System.Text.Encoding.UTF8.GetString(SessionEventJson.Write(e)))),
        _ => "",
    };

    private static void Require(int count, Action<Act[]> law) =>
        Prop.ForAll(Workload.Histories(60).ToArbitrary(), law).Check(Workload.Seeded(count));

    private static void Require(int count, Action<SessionState, List<RecordedEvent>> law) => Require(count, acts =>
    {
        var (state, events) = Workload.Run(acts);
        law(state, events);
    });
}
