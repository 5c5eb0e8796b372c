using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;
using Xunit;

namespace NTWorkstation.Session.Tests;

public class SessionViewsTests
{
    private static Story Told => new Story().Do(
        new ImportTrack(Workload.Media(2), "bass"),
        new InsertProcessor("eq", Story.Set("bands[0].f_hz=120", "bands[1].f_hz=300", "bands[2].f_hz=2000", "bands[2].gain_db=1.5"), null, null, "bass EQ"),
        new SetParameters("bass EQ", Story.Set("bands[2].gain_db=3")),
        new InsertProcessor("compressor", Story.Set("threshold_db=-18", "ratio=2.5"), "bass"),
        new SetParameters("compressor", Story.Set("attack_ms=3.3", "detector=peak")),
        new SetMarker("chorus", new(61.5)),
        new SetMarker("chorus", new(3723.25)),
        new SetLoudnessTarget(new(-14)),
        new Undo(),
        new Redo(),
        new RecordRender(Workload.Render(9, 2)),
        new RenameTrack("bass", "low end"),
        new MoveProcessor("compressor", 1, "master"),
        new RemoveTrack("low end"),
        new Undo());

    [Fact]
    public void Given_a_history_then_the_log_reads_as_a_person_would_tell_it() => Assert.Equal(
        [
            "began the session \"Album\"",
            "imported track \"bass\" from /music/take 2.wav (44100 Hz, mono, 0:00.023)",
            "inserted eq \"bass EQ\" at place 0 on the master: band 0 frequency 120 Hz, band 1 frequency 300 Hz, band 2 frequency 2000 Hz, band 2 gain +1.5 dB",
            "set bass EQ band 2 gain from +1.5 dB to +3.0 dB on the master",
            "inserted compressor at place 0 on track \"bass\": threshold −18 dB, ratio 2.5",
            "set compressor on track \"bass\": attack from 10 ms to 3.3 ms, detector from rms to peak",
            "set marker \"chorus\" at 1:01.500",
            "moved marker \"chorus\" from 1:01.500 to 1:02:03.250",
            "set the loudness target from none to −14.0 LUFS",
            "undid event 9: set the loudness target from none to −14.0 LUFS",
            "redid event 9: set the loudness target from none to −14.0 LUFS",
            "rendered to /out/mix.flac, as event 9 left it: 0.1 s at 48000 Hz, −14.0 LUFS, hash 000000000000",
            "renamed track \"bass\" to \"low end\"",
            "moved compressor on track \"low end\" to place 1 on the master",
            "removed track \"low end\"",
            "undid event 15: removed track \"low end\"",
        ],
        SessionLog.Of(Told.Events).Select(l => l.Text));

    [Fact]
    public void Given_what_was_played_then_the_log_tells_it_in_words()
    {
        PlayStage gain = new(ProcessorSettings.Of(new GainSpec(new(-1.5)))), limiter = new(ProcessorSettings.Of(new LimiterSpec { Ceiling = new(-1) }), IsBypassed: true);
        var story = new Story().Do(new RecordPlay(
        [
            new PlayBegan("pulse:", 2, new(-3), [gain]),
            new PlayOutputOpened("pulse:main", new(44100), 2, "S16"),
            new EntryPlayed("/music/a.flac", new(0), new(61.5), "Song"),
            new EntryPlayed("tone:sine?hz=997", new(3), new(4)),
            new PlayVolumeSet(new(-12.5)),
            new PlayVolumeSet(new(-144)),
            new PlayChainEdited(PlayEdit.Inserted, "2 limiter", [gain, limiter]),
            new PlayChainEdited(PlayEdit.Set, "1 gain", [gain, limiter]),
            new PlayChainEdited(PlayEdit.Moved, "1 gain", [limiter, gain]),
            new PlayChainEdited(PlayEdit.Bypassed, "2 limiter", [limiter, gain]),
            new PlayChainEdited(PlayEdit.Unbypassed, "2 limiter", [gain]),
            new PlayChainEdited(PlayEdit.Removed, "2 limiter", [gain]),
            new PlayChainEdited(PlayEdit.Loaded, "", []),
            new PlaySkipped("/music/gone.flac", "there is no such file."),
            new PlayDamaged("/music/a.mp3", 1),
            new PlayOutputLost("pulse:main", "it was unplugged.", IsFinal: false),
            new PlayOutputLost("pulse:main", "it was unplugged.", IsFinal: true),
        ]));
        Assert.Equal(
            [
                "began to play 2 entries to pulse: at −3.0 dB through gain",
                "opened pulse:main: 44100 Hz, 2 channels, S16",
                "played \"Song\" (/music/a.flac) from 0:00.000 to 1:01.500",
                "played tone:sine?hz=997 from 0:03.000 to 0:04.000",
                "set the player's volume to −12.5 dB",
                "set the player's volume to silence",
                "inserted 2 limiter in the player's chain: ceiling −1 dBTP",
                "set 1 gain in the player's chain: gain −1.5 dB",
                "moved 1 gain in the player's chain: limiter (bypassed), gain",
                "bypassed 2 limiter in the player's chain",
                "took 2 limiter into the player's chain again",
                "removed 2 limiter from the player's chain",
                "cleared the player's chain",
                "skipped /music/gone.flac: there is no such file.",
                "heard silence for 1 damaged packet of /music/a.mp3",
                "lost pulse:main: it was unplugged.",
                "lost pulse:main for good: it was unplugged.",
            ],
            SessionLog.Of(story.Events).Skip(1).Select(l => l.Text));
    }

    [Fact]
    public void Given_an_edit_that_was_taken_back_and_not_redone_then_the_log_marks_it() =>
        Assert.Equal([15L], SessionLog.Of(Told.Events).Where(l => l.IsUndone).Select(l => l.Sequence));

    [Fact]
    public void Given_a_change_too_small_for_few_digits_then_the_log_shows_the_digits_that_tell()
    {
        var story = Told.Do(new SetParameters("bass EQ", Story.Set("bands[2].gain_db=3.00001")));
        Assert.Equal("set bass EQ band 2 gain from 3 dB to 3.00001 dB on the master", SessionLog.Of(story.Events)[^1].Text);
    }

    [Fact]
    public void Given_any_history_then_every_event_has_a_line_and_none_says_the_name_of_a_type() => Prop.ForAll(Workload.Histories(60).ToArbitrary(), acts =>
    {
        var (_, events) = Workload.Run(acts);
        var lines = SessionLog.Of(events);
        Assert.Equal(events.Select(e => (e.Sequence, e.At)), lines.Select(l => (l.Sequence, l.At)));
        Assert.All(lines.Zip(events), p => Assert.DoesNotContain(p.Second.Event.GetType().Name, p.First.Text, StringComparison.Ordinal));
        Assert.All(lines, l => Assert.DoesNotContain("NTWorkstation", l.Text, StringComparison.Ordinal));
    }).Check(Workload.Seeded(40));

    [Fact]
    public void Given_two_sessions_then_the_difference_says_what_was_added_removed_moved_and_changed()
    {
        var story = Told;
        var before = story.State;
        story.Do(
            new RenameSession("Album 2"),
            new ImportTrack(Workload.Media(3), "keys"),
            new MoveTrack("keys", 0),
            new ReplaceTrack("low end", Workload.Media(7)),
            new SetParameters("bass EQ", Story.Set("bands[0].gain_db=-2", "bands[2]=", "bands[2].f_hz=4000")),
            new RemoveProcessor("compressor"),
            new InsertProcessor("limiter", Story.Set("tp_db=-1")),
            new RemoveMarker("chorus"),
            new SetMarker("verse", new(5)),
            new SetLoudnessTarget());
        Assert.Equal(
            [
                "session \"Album 2\": name from \"Album\" to \"Album 2\"",
                "track \"keys\": added (/music/take 3.mp3)",
                "track \"low end\": file from /music/take 2.wav (00000000) to /music/take 2.wav (00000000)",
                "compressor on the master: removed: threshold −18 dB, ratio 2.5, attack 3.3 ms, detector peak",
                "bass EQ on the master: band 0 gain from +0.0 dB to −2.0 dB",
                "bass EQ on the master: band 2 frequency from 2000 Hz to 4000 Hz",
                "bass EQ on the master: band 2 gain from +3.0 dB to +0.0 dB",
                "limiter on the master: added: ceiling −1 dBTP",
                "marker \"chorus\": removed from 1:02:03.250",
                "marker \"verse\": added at 0:05.000",
                "session: loudness target from −14.0 LUFS to none",
            ],
            SessionDiff.Between(before, story.State).Select(d => $"{d.Where}: {d.Text}"));
        Assert.Equal(DifferenceKind.Removed, SessionDiff.Between(before, story.State)[3].Kind);
    }

    [Fact]
    public void Given_an_order_that_changed_then_it_is_said_once()
    {
        var story = Told.Do(new ImportTrack(Workload.Media(3), "keys"), new InsertProcessor("gain", Story.Set("gain_db=1")));
        var before = story.State;
        story.Do(new MoveTrack("keys", 0), new MoveProcessor("gain", 0));
        Assert.Equal(
            ["order from \"low end\", \"keys\" to \"keys\", \"low end\"", "order from bass EQ, compressor, gain to gain, bass EQ, compressor"],
            SessionDiff.Between(before, story.State).Select(d => d.Text));
    }

    [Fact]
    public void Given_any_history_then_nothing_differs_from_itself_and_something_does_wherever_the_content_does() => Prop.ForAll(Workload.Histories(60).ToArbitrary(), acts =>
    {
        var (state, events) = Workload.Run(acts);
        Assert.Empty(SessionDiff.Between(state, SessionFold.Replay(events)));
        Assert.Empty(SessionDiff.Between(state, Snapshots.Read(SessionSnapshotJson.Manifest, Snapshots.Write(state))));
        var earlier = SessionFold.Replay(events.Take(1 + events.Count / 2));
        static byte[] Bare(SessionState s, SessionState like) =>
            Snapshots.Write(s with { Undo = UndoStack.Empty, Redo = UndoStack.Empty, Renders = [], Sequence = 1, Media = like.Media, DitherSeed = 0 });
        Assert.Equal(Bare(state, state).AsSpan().SequenceEqual(Bare(earlier, state)), SessionDiff.Between(earlier, state).Count == 0);
    }).Check(Workload.Seeded(60));
}
