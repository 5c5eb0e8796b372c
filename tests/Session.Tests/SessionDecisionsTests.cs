using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;
using Xunit;

namespace NTWorkstation.Session.Tests;

public class SessionDecisionsTests
{
    private static Story Begun => new Story().Do(
        new ImportTrack(Workload.Media(2), "bass"),
        new ImportTrack(Workload.Media(3), "keys"),
        new InsertProcessor("eq", Story.Set("bands[0].f_hz=120", "bands[0].gain_db=+1.5 dB", "bands[1].type=high_shelf", "bands[1].f_hz=8 kHz"), "bass", null, "bass EQ"),
        new InsertProcessor("eq", Story.Set("bands[0].f_hz=1000")),
        new InsertProcessor("compressor", Story.Set("threshold_db=−18", "ratio=2.5")));

    [Theory]
    [InlineData("eq#1", "bass EQ")]
    [InlineData("bass EQ", "bass EQ")]
    [InlineData("BASS eq", "bass EQ")]
    [InlineData("bass/eq", "bass EQ")]
    [InlineData("eq#2", null)]
    [InlineData("master/eq", null)]
    [InlineData("master/eq#1", null)]
    public void Given_a_name_then_it_is_the_processor_that_a_person_means(string name, string? label)
    {
        var story = Begun.Do(new SetParameters(name, Story.Set("bands[0].gain_db=7")));
        var changed = Assert.IsType<ParameterChanged>(story.Events[^1].Event);
        var place = story.State.Content.Find(changed.Processor)!;
        Assert.Equal(("eq", label), (place.Processor.Settings.Processor, place.Processor.Label));
        // So does its id, and the beginning of it.
        story.Do(new RemoveProcessor(changed.Processor.Value[..6]));
        Assert.Null(story.State.Content.Find(changed.Processor));
    }

    [Theory]
    [InlineData("bass/0", "eq")]
    [InlineData("0/0", "eq")]
    [InlineData("master/1", "compressor")]
    [InlineData("1", "compressor")]
    public void Given_a_place_as_it_is_shown_then_it_is_the_processor_that_stands_there(string name, string kind)
    {
        var story = Begun;
        var chains = story.State.Content.Tracks.SelectMany(t => t.Chain).Concat(story.State.Content.Master).ToDictionary(p => p.Id, p => p.Settings.Processor);
        Assert.Equal(kind, chains[Assert.IsType<ProcessorRemoved>(story.Do(new RemoveProcessor(name)).Events[^1].Event).Processor]);
    }

    [Fact]
    public void Given_a_number_then_a_track_of_that_name_comes_before_the_track_at_that_place_and_a_place_that_is_not_there_is_none()
    {
        var story = Begun;
        var keys = story.State.Content.Tracks[1].Id;
        Assert.Equal(keys, Assert.IsType<TrackRemoved>(story.Do(new RemoveTrack("1")).Events[^1].Event).Track);
        story = Begun.Do(new RenameTrack("0", "1"));
        Assert.NotEqual(story.State.Content.Tracks[1].Id, Assert.IsType<TrackRemoved>(story.Do(new RemoveTrack("1")).Events[^1].Event).Track);
        Assert.Equal(RefusalCode.NoSuchTrack, Begun.Refuse(new RemoveTrack("511")).Code);
        // Two chains have a place 0.
        Assert.Equal(RefusalCode.Ambiguous, Begun.Refuse(new RemoveProcessor("0")).Code);
    }

    [Theory]
    [InlineData("limiter", "tp_db", "-1")]
    [InlineData("compressor", "threshold_db", "-18")]
    [InlineData("compressor", "ratio", "2")]
    [InlineData("gain", "gain_db", "0")]
    [InlineData("pitch", "semitones", "0")]
    public void Given_a_processor_inserted_by_its_kind_alone_then_it_begins_with_what_is_usual_and_a_document_still_has_to_say_it(string kind, string parameter, string value)
    {
        var story = Begun.Do(new InsertProcessor(kind, []));
        Assert.True(story.State.Content.Master[^1].Settings.TryGet(new(null, parameter), out var begun));
        Assert.Equal(new NumberValue(value), begun);
        Assert.Throws<ContractException>(() => ProcessorSettings.Of(story.State.Content.Master[^1].Settings.Definition, new Dictionary<string, ParameterValue>(), []));
        Assert.Equal(RefusalCode.BadValue, Begun.Refuse(new InsertProcessor(kind, Story.Set($"{parameter}="))).Code);
        Assert.Contains("must be given", Begun.Refuse(new InsertProcessor("reverb", [])).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_name_beyond_all_bounds_then_the_refusal_does_not_repeat_it_whole()
    {
        var endless = new string('x', 10_000);
        Assert.InRange(Begun.Refuse(new RenameSession(endless)).Message.Length, 1, 500);
        Assert.InRange(Begun.Refuse(new RemoveTrack(endless)).Message.Length, 1, 500);
        Assert.InRange(Begun.Refuse(new RenameTrack("bass", endless)).Message.Length, 1, 500);
        // A half of a character would come back from the journal as another name than it went in.
        var story = Begun.Do(new ImportTrack(Workload.Media(4) with { Path = $"/{new string('y', 191)}\U0001F3B5z.wav" }));
        Assert.Equal(new string('y', 191), story.State.Content.Tracks[^1].Name);
    }

    [Theory]
    [InlineData("eq", RefusalCode.Ambiguous, "bass EQ")]
    [InlineData("eq#3", RefusalCode.NoSuchProcessor, "compressor")]
    [InlineData("compresor", RefusalCode.NoSuchProcessor, "Did you mean \"compressor\"?")]
    [InlineData("bas/eq", RefusalCode.NoSuchTrack, "Did you mean \"bass\"?")]
    [InlineData("keys/eq", RefusalCode.NoSuchProcessor, "no processor yet")]
    [InlineData("", RefusalCode.NoSuchProcessor, "compressor")]
    public void Given_a_name_of_none_or_of_several_then_the_refusal_names_those_there_are(string name, RefusalCode code, string advice)
    {
        var refusal = Begun.Refuse(new RemoveProcessor(name));
        Assert.Equal(code, refusal.Code);
        Assert.Contains(advice, refusal.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compressor", "ratio=200", RefusalCode.BadValue, "0.5 to 100")]
    [InlineData("compressor", "ratio=much", RefusalCode.BadValue, "0.5 to 100")]
    [InlineData("compressor", "ratio=NaN", RefusalCode.BadValue, "0.5 to 100")]
    [InlineData("compressor", "ratio=", RefusalCode.BadValue, "0.5 to 100")]
    [InlineData("compressor", "attack=3", RefusalCode.NoSuchParameter, "Did you mean attack_ms?")]
    [InlineData("compressor", "detector=peek", RefusalCode.BadValue, "Did you mean peak?")]
    [InlineData("compressor", "bands[0].q=1", RefusalCode.NoSuchParameter, "threshold_db")]
    [InlineData("bass EQ", "bands[0].gain=3", RefusalCode.NoSuchParameter, "Did you mean bands[N].gain_db?")]
    [InlineData("bass EQ", "bands[3].gain_db=3", RefusalCode.NoSuchPlace, "bands[2]")]
    [InlineData("bass EQ", "bands[2].gain_db=3", RefusalCode.BadValue, "5 to 384000")]
    [InlineData("bass EQ", "bands[1].q=3", RefusalCode.BadValue, "shelf")]
    [InlineData("bass EQ", "bands[2]=", RefusalCode.NoSuchPlace, "bands[2]")]
    [InlineData("bass EQ", "Bands[0].q=3", RefusalCode.NoSuchParameter, "gain_db")]
    public void Given_a_value_that_cannot_be_then_the_refusal_says_what_may_be(string processor, string assignment, RefusalCode code, string says)
    {
        var refusal = Begun.Refuse(new SetParameters(processor, Story.Set(assignment)));
        Assert.Equal(code, refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_one_value_then_the_event_is_of_one_parameter_and_several_are_one_step_of_undo()
    {
        var story = Begun.Do(new SetParameters("compressor", Story.Set("attack_ms=3.5")));
        Assert.Equal(new ParameterChanged(story.State.Content.Master[1].Id, new(null, "attack_ms"), new NumberValue("10"), new NumberValue("3.5")), story.Events[^1].Event);
        var before = story.State.Content;
        story.Do(new SetParameters("compressor", Story.Set("attack_ms=4", "ratio=3")), new SetParameters("compressor", Story.Set("ratio=3.0")));
        Assert.IsType<ProcessorChanged>(story.Events[^1].Event);
        story.Do(new Undo());
        Assert.Same(before, story.State.Content);
    }

    [Fact]
    public void Given_bands_added_and_taken_away_then_they_are_and_a_bandwidth_becomes_a_quality()
    {
        var story = Begun.Do(new SetParameters("bass EQ", Story.Set("bands[2].f_hz=400", "bands[2].bw_oct=1", "bands[0]=")));
        // What was band 2 when it was said is band 1 when band 0 is gone.
        var bands = ((EqSpec)story.State.Content.Tracks[0].Chain[0].Settings.ToSpec()).Bands;
        Assert.Equal([8000.0, 400], bands.Select(b => b.Frequency.Value));
        Assert.Equal(Math.Sqrt(2), bands[1].Q, 6);
        story.Do(new SetParameters("bass EQ", Story.Set("bands[1].bw_oct=2")));
        Assert.Equal("q", Assert.IsType<ParameterChanged>(story.Events[^1].Event).Parameter.Name);
    }

    [Fact]
    public void Given_a_resample_or_a_dither_then_it_stands_on_the_master_alone_and_the_rate_changes_once()
    {
        foreach (var (kind, assignment) in new[] { ("resample", "rate_hz=48000"), ("dither", "bits=16") })
        {
            Assert.Equal(RefusalCode.WrongPlace, Begun.Refuse(new InsertProcessor(kind, Story.Set(assignment), "bass")).Code);
            Assert.Equal(RefusalCode.WrongPlace, Begun.Do(new InsertProcessor(kind, Story.Set(assignment))).Refuse(new MoveProcessor(kind, 0, "bass")).Code);
        }
        Assert.Equal(RefusalCode.WrongPlace, Begun.Do(new InsertProcessor("resample", Story.Set("rate_hz=48000"))).Refuse(new InsertProcessor("resample", Story.Set("rate_hz=44100"))).Code);
    }

    [Fact]
    public void Given_a_relink_to_other_content_then_it_is_refused_and_to_the_same_it_outlives_undo()
    {
        var story = Begun;
        Assert.Equal(RefusalCode.OtherContent, story.Refuse(new RelinkTrack("bass", Workload.Media(7))).Code);
        story.Do(new RenameTrack("bass", "low"), new RelinkTrack("low", Workload.Media(2) with { Path = "/new/bass.wav" }), new Undo());
        Assert.Equal("bass", story.State.Content.Tracks[0].Name);
        Assert.Equal("/new/bass.wav", SessionPlan.Of(story.State, out _)!.Tracks[0].Media.Path);
    }

    [Fact]
    public void Given_media_that_were_found_elsewhere_since_then_a_fork_of_an_earlier_event_has_them_there()
    {
        var story = Begun.Do(new RelinkTrack("bass", Workload.Media(2) with { Path = "/new/bass.wav" }));
        var earlier = SessionFold.Replay(story.Events.Take(4));
        var forked = ((Accepted)SessionDecisions.Fork(earlier, story.State, new("f0a4"), "Album again")).Events.Single();
        var fork = SessionFold.Apply(SessionState.None, 1, forked);
        Assert.Equal("/new/bass.wav", SessionPlan.Of(fork, out _)!.Tracks[0].Media.Path);
    }

    [Fact]
    public void Given_names_then_a_track_has_one_of_its_own_and_none_is_the_masters()
    {
        var story = Begun;
        foreach (var (name, code) in new[] { ("Keys", RefusalCode.NameTaken), ("master", RefusalCode.NameTaken), ("", RefusalCode.BadName), (" a", RefusalCode.BadName), ("a\nb", RefusalCode.BadName), (new string('x', 201), RefusalCode.BadName) })
            Assert.Equal(code, story.Refuse(new RenameTrack("bass", name)).Code);
        story.Do(new ImportTrack(Workload.Media(2)), new ImportTrack(Workload.Media(2)));
        Assert.Equal(["bass", "keys", "take 2", "take 2 2"], story.State.Content.Tracks.Select(t => t.Name));
    }

    [Fact]
    public void Given_a_render_then_undo_leaves_it_and_takes_back_the_edit_before_it()
    {
        var story = Begun.Do(new RecordRender(Workload.Render(6, 1)), new Undo());
        Assert.Single(story.State.Renders);
        Assert.Single(story.State.Content.Master);
        Assert.Equal(RefusalCode.NoSuchEvent, story.Refuse(new RecordRender(Workload.Render(99, 1))).Code);
    }

    [Fact]
    public void Given_what_was_played_then_it_changes_nothing_undo_leaves_it_and_takes_back_the_edit_before_it()
    {
        var edited = Begun.Do(new SetLoudnessTarget(new(-14)));
        var before = edited.State;
        edited.Do(new RecordPlay([new PlayVolumeSet(new(-3)), new EntryPlayed("/a.wav", new(1), new(2))]));
        Assert.Equal(before with { Sequence = before.Sequence + 2 }, edited.State);
        Assert.Equal([typeof(PlayVolumeSet), typeof(EntryPlayed)], edited.Events.TakeLast(2).Select(e => e.Event.GetType()));
        edited.Do(new Undo());
        Assert.Null(edited.State.Content.Loudness);
        // Nor does it take away what could be redone.
        edited.Do(new RecordPlay([new EntryPlayed("/a.wav", new(0), new(0))]), new Redo());
        Assert.Equal(new(-14), edited.State.Content.Loudness);
        Assert.Equal(RefusalCode.BadValue, edited.Refuse(new RecordPlay([new EntryPlayed("/a.wav", new(2), new(1))])).Code);
        Assert.Equal(RefusalCode.BadValue, edited.Refuse(new RecordPlay([new EntryPlayed("/a.wav", new(-1), new(1))])).Code);
        Assert.Equal(RefusalCode.Full, edited.Refuse(new RecordPlay([.. Enumerable.Repeat(new PlayVolumeSet(new(0)), RecordPlay.MostFacts + 1)])).Code);
    }

    [Fact]
    public void Given_a_fork_of_an_earlier_event_then_it_begins_as_the_session_was_and_goes_its_own_way()
    {
        var story = Begun.Do(new SetLoudnessTarget(new(-14)), new RecordRender(Workload.Render(6, 1)));
        var earlier = SessionFold.Replay(story.Events.Take(5));
        var forked = ((Accepted)SessionDecisions.Fork(earlier, story.State, new("f0a4"), "Album, louder")).Events.Single();
        var fork = SessionFold.Apply(SessionState.None, 1, SessionEventJson.Read(SessionEventJson.ManifestOf(forked), SessionEventJson.Write(forked)));
        Assert.Equal(new SessionOrigin(new("5e551014"), "Album", 5), fork.Origin);
        Assert.Equal(["name from \"Album\" to \"Album, louder\""], SessionDiff.Between(earlier, fork).Select(d => d.Text));
        Assert.Empty(fork.Renders);
        Assert.Equal(SessionPlan.Of(earlier, out _) is { } plan ? RenderPlanJson.Hash(plan) : "", RenderPlanJson.Hash(SessionPlan.Of(fork, out _)!));
        var refused = Assert.IsType<Refused>(Workload.Decisions().Decide(fork, new Undo()));
        Assert.Equal(RefusalCode.NothingToUndo, refused.Refusal.Code);
        Assert.Equal(RefusalCode.NoSession, Assert.IsType<Refused>(SessionDecisions.Fork(SessionState.None, SessionState.None, new("a"), "b")).Refusal.Code);
        Assert.Equal(RefusalCode.NoSession, Assert.IsType<Refused>(Workload.Decisions().Decide(SessionState.None, new Undo())).Refusal.Code);
    }

    [Fact]
    public void Given_more_edits_than_are_kept_then_the_oldest_stay_and_a_snapshot_says_the_same()
    {
        var story = Begun;
        for (var i = 0; i < UndoStack.Most + 10; i++) story.Do(new SetMarker("m", new(i)));
        Assert.Equal(UndoStack.Most, story.State.Undo.Count);
        var restored = Snapshots.Read(SessionSnapshotJson.Manifest, Snapshots.Write(story.State));
        for (var i = 0; i < UndoStack.Most; i++) restored = SessionFold.Apply(restored, restored.Sequence + 1, new Undone(restored.Undo.Latest.Edit));
        Assert.Empty(restored.Undo);
        Assert.Equal(9, restored.Content.Markers.Single().At.Value);
    }

    [Fact]
    public void Given_a_plan_of_tracks_then_it_loses_nothing_of_them_or_says_which_do_not_fit()
    {
        var plan = SessionPlan.Of(Begun.Do(new SetLoudnessTarget(new(-14))).State, out _)!;
        Assert.Equal((48000.0, 2, 3ul, -14.0), (plan.Rate.Hz, plan.Channels, plan.ChannelMask, plan.Loudness!.Value.Value));
        Assert.Equal((1, 2), (plan.Tracks[0].Chain.Count, plan.Master.Count));
        Assert.Null(SessionPlan.Of(new Story().State, out var empty));
        Assert.Equal(RefusalCode.NothingToRender, empty!.Code);
        var wide = Begun.Do(new ImportTrack(Workload.Media(4) with { Channels = 6, ChannelMask = 0 }, "six"));
        Assert.Equal((6, 0x60Ful), (SessionPlan.Of(wide.State, out _)!.Channels, SessionPlan.Of(wide.State, out _)!.ChannelMask));
        Assert.Null(SessionPlan.Of(wide.Do(new ImportTrack(Workload.Media(6) with { Channels = 4 }, "four")).State, out var refusal));
        Assert.Equal(RefusalCode.Channels, refusal!.Code);
        Assert.Contains("four", refusal.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_processor_that_names_a_file_then_the_session_knows_it_once_and_undo_leaves_that()
    {
        var room = Workload.Media(8);
        var named = $"ir_key=media:{room.ContentHash}";
        var story = new Story().Do(new InsertProcessor("reverb", Story.Set(named, "mix=0.1"), Media: [room]));
        Assert.Equal([typeof(MediumAdded), typeof(ProcessorInserted)], story.Events.Skip(1).Select(e => e.Event.GetType()));
        story.Do(new InsertProcessor("reverb", Story.Set(named, "mix=0.2")), new Undo(), new Undo(), new RelinkMedium(room.ContentHash, "/new/hall.wav"));
        Assert.Empty(story.State.Content.Master);
        Assert.Equal("/new/hall.wav", story.State.Media[room.ContentHash].Path);
        Assert.Empty(SessionMedia.InUse(story.State));
        story.Do(new Redo());
        Assert.Equal([room.ContentHash], SessionMedia.InUse(story.State));
    }

    [Theory]
    [InlineData("/rooms/hall.wav")]
    [InlineData("hall.wav")]
    [InlineData("synth:99:1")]
    [InlineData("media:")]
    [InlineData("media:0000000000000000000000000000000000000000000000000000000000000009")]
    public void Given_a_processor_that_names_what_the_session_cannot_know_then_it_is_refused(string key)
    {
        var story = new Story().Do(new InsertProcessor("reverb", Story.Set("ir_key=synth:1:1", "mix=0.1")));
        Assert.Equal(RefusalCode.BadValue, story.Refuse(new InsertProcessor("reverb", Story.Set($"ir_key={key}", "mix=0.1"), Media: [Workload.Media(8)])).Code);
        Assert.Equal(RefusalCode.BadValue, story.Refuse(new SetParameters("reverb", Story.Set($"ir_key={key}"))).Code);
        Assert.Equal(RefusalCode.BadValue, story.Refuse(new ApplyPreset("p", [ProcessorSettings.Of(new NamedReverbSpec(new(key, 0.1, new(0))))])).Code);
    }

    [Fact]
    public void Given_a_file_that_a_processor_names_then_the_plan_has_it_and_its_hash_does_not_depend_on_where_it_is()
    {
        var room = Workload.Media(8);
        var story = new Story().Do(
            new ImportTrack(Workload.Media(2), "bass"), new InsertProcessor("reverb", Story.Set($"ir_key=media:{room.ContentHash}", "mix=0.1"), Media: [room]));
        var plan = SessionPlan.Of(story.State, out _)!;
        Assert.Equal(room, Assert.Single(plan.Files!));
        var moved = SessionPlan.Of(story.Do(new RelinkMedium(room.ContentHash, "/new/hall.wav")).State, out _)!;
        Assert.Equal("/new/hall.wav", Assert.Single(moved.Files!).Path);
        Assert.Equal(RenderPlanJson.Hash(plan), RenderPlanJson.Hash(moved));
        Assert.Equal(RenderPlanJson.Hash(plan), RenderPlanJson.Hash(RenderPlanJson.Read(RenderPlanJson.Write(plan))));
    }
}
