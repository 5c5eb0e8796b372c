using System.Diagnostics;
using System.Text;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;
using Xunit;

namespace NTWorkstation.Session.Tests;

public class SessionFoldTests
{
    private static Story Begun => new Story().Do(
        new ImportTrack(Workload.Media(2), "bass"), new InsertProcessor("gain", Story.Set("gain_db=1")), new SetMarker("a", new(1)), new Undo());

    public static TheoryData<string, SessionEvent> Unfit()
    {
        var state = Begun.State;
        var (gain, bass) = (state.Content.Master[0].Id, state.Content.Tracks[0].Id);
        return new()
        {
            { "a second beginning", new SessionCreated(new("x"), "x", 1) },
            { "a track that is not there", new TrackRemoved(new("none")) },
            { "a track twice", new TrackImported(bass, "x", Workload.Media(3)) },
            { "a place beyond the end", new TrackMoved(bass, 1) },
            { "a negative place", new TrackMoved(bass, -1) },
            { "a processor that is not there", new ProcessorRemoved(new("none")) },
            { "a processor twice", new ProcessorInserted(state.Content.Master[0], 0) },
            { "a track that has no chain", new ProcessorMoved(gain, 0, new("none")) },
            { "another old value", new ParameterChanged(gain, new(null, "gain_db"), new NumberValue("2"), new NumberValue("3")) },
            { "no such parameter", new ParameterChanged(gain, new(null, "ratio"), new NumberValue("1"), new NumberValue("3")) },
            { "a value out of range", new ParameterChanged(gain, new(null, "gain_db"), new NumberValue("1"), new NumberValue("300")) },
            { "a required value taken away", new ParameterChanged(gain, new(null, "gain_db"), new NumberValue("1")) },
            { "no such marker", new MarkerRemoved("a") },
            { "another edit undone", new Undone(2) },
            { "another edit redone", new Redone(3) },
            { "a medium that was never there", new TrackRelinked(bass, new string('f', 64), "/x") },
            { "a render of the future", new RenderCompleted(Workload.Render(6, 1)) },
            { "two processors of one id", new PresetApplied("p", [state.Content.Master[0], state.Content.Master[0]]) },
            { "a loudness of a track", new PresetApplied("p", [], bass, new(-14)) },
        };
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Given_an_event_that_does_not_fit_then_it_is_a_typed_error_with_its_place(string what, SessionEvent e)
    {
        var state = Begun.State;
        var failure = Assert.Throws<CorruptSessionException>(() => SessionFold.Apply(state, 6, e));
        Assert.True(failure.Sequence == 6 && failure.Session == "5e551014", what);
    }

    [Fact]
    public void Given_a_gap_or_a_repetition_in_the_numbers_or_no_beginning_then_it_is_a_typed_error()
    {
        var events = Begun.Events;
        Assert.Throws<CorruptSessionException>(() => SessionFold.Replay([events[0], events[2]]));
        Assert.Throws<CorruptSessionException>(() => SessionFold.Replay([events[0], events[0]]));
        Assert.Throws<CorruptSessionException>(() => SessionFold.Apply(SessionState.None, 1, new Undone(1)));
    }

    [Theory]
    [InlineData("\"content\":0", "\"content\":7")]
    [InlineData("\"chain\":0", "\"chain\":-1")]
    [InlineData("\"sequence\":5", "\"sequence\":1")]
    [InlineData("\"sequence\":5", "\"sequence\":5,\"x\":1")]
    [InlineData("\"track_lists\":[[0]", "\"track_lists\":[[0,0]")]
    [InlineData("\"chains\":[[],[0]]", "\"chains\":[[],[0,0]]")]
    [InlineData("{\"id\":", "null,{\"id\":")]
    public void Given_a_snapshot_that_is_not_one_then_it_is_a_typed_error(string old, string now)
    {
        var text = Encoding.UTF8.GetString(Snapshots.Write(Begun.State));
        Assert.Contains(old, text, StringComparison.Ordinal);
        Assert.Throws<CorruptSessionException>(() => Snapshots.Read(SessionSnapshotJson.Manifest, Encoding.UTF8.GetBytes(text.Replace(old, now, StringComparison.Ordinal))));
        Assert.Throws<CorruptSessionException>(() => Snapshots.Read("session.snapshot/9", Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Given_a_hundred_thousand_events_then_folding_and_opening_from_a_snapshot_cost_little()
    {
        var events = Long(100_000);
        SessionFold.Replay(events.Take(2000)); // warm
        var watch = Stopwatch.StartNew();
        var state = SessionFold.Replay(events);
        var fold = watch.Elapsed;
        var cut = SessionFold.Replay(events.Take(99_000));
        watch.Restart();
        var written = Snapshots.Write(cut);
        var write = watch.Elapsed;
        watch.Restart();
        var opened = SessionFold.Replay(Snapshots.Read(SessionSnapshotJson.Manifest, written), events.Skip(99_000));
        var open = watch.Elapsed;
        Assert.Equal(Snapshots.Write(state), Snapshots.Write(opened));
        TestContext.Current.SendDiagnosticMessage($"fold {fold.TotalMilliseconds:0} ms, write {write.TotalMilliseconds:0} ms of {written.Length} bytes, open {open.TotalMilliseconds:0} ms");
        // Many times what it takes, for machines are shared: what grows with the square of the events would not pass.
        Assert.True(fold < TimeSpan.FromSeconds(5) && open < TimeSpan.FromSeconds(3), $"{fold} {open}");
    }

    private static List<RecordedEvent> Long(int count)
    {
        var story = new Story();
        for (var t = 0; t < 12; t++)
            story.Do(new ImportTrack(Workload.Media(t), $"track {t}"), new InsertProcessor("eq", Story.Set("bands[0].f_hz=120"), $"track {t}"), new InsertProcessor("gain", Story.Set("gain_db=0"), $"track {t}"));
        var events = story.Events;
        var gains = story.State.Content.Tracks.Select(t => t.Chain[1].Id).ToArray();
        var values = gains.Select(_ => (ParameterValue)new NumberValue("0")).ToArray();
        for (var i = 0; events.Count < count; i++)
        {
            var next = NumberValue.Of(i % 400 / 10.0 + 1);
            events.Add(new(events.Count + 1, Workload.At(events.Count + 1), new ParameterChanged(gains[i % 12], new(null, "gain_db"), values[i % 12], next)));
            values[i % 12] = next;
        }
        return events;
    }
}
