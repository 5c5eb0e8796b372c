using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Graph;

public sealed class NativeLiveGraphTests
{
    private const int Frames = 512;
    private const int Warm = 1440, Fade = 960, Fault = 480;
    private static readonly AudioFormat Format = new(new SampleRate(48000), 2, 3);
    private static readonly StageId One = new(1), Two = new(2);

    private static readonly EqSpec Eq = new([new EqBand(EqType.Peaking, new Hertz(1000), 1, new Decibels(6))]);
    private static readonly LimiterSpec Limiter = new() { Ceiling = new Decibels(-3) };

    private static ILiveGraph Create(double? budget = null, int patience = 8) =>
        new NativeLiveGraphs().Create(new LiveGraphOptions { Format = Format, MaxFrames = 4096, Budget = budget, Patience = patience });

    private static GainSpec Gain(double db) => new(new Decibels(db));

    /// <summary>Two channels of the block of that number, of a stream of noise.</summary>
    private static AudioBlock Noise(int number, int mostChannels = 2)
    {
        var random = new Random(number);
        var block = new AudioBlock(2, Frames, mostChannels) { Frames = Frames };
        for (var c = 0; c < 2; c++)
            foreach (ref var value in block.Channel(c)) value = random.NextDouble() - 0.5;
        return block;
    }

    /// <summary>So many blocks, from that number on, in one row a channel.</summary>
    private static double[][] Play(Action<AudioBlock> process, int from, int count, int mostChannels = 2)
    {
        List<double>[] rows = [];
        for (var i = from; i < from + count; i++)
        {
            var block = Noise(i, mostChannels);
            process(block);
            if (rows.Length == 0) rows = [.. Enumerable.Range(0, block.Channels).Select(_ => new List<double>())];
            for (var c = 0; c < rows.Length; c++) rows[c].AddRange(block.Channel(c));
        }
        return [.. rows.Select(row => row.ToArray())];
    }

    private static double[][] Plain(int from, int count, params ProcessorSpec[] chain)
    {
        using var graph = new NativeGraph().Build(chain, Format, Frames);
        return Play(graph.Process, from, count);
    }

    private static List<LiveGraphEvent> Events(ILiveGraph live)
    {
        List<LiveGraphEvent> events = [];
        while (live.NextEvent() is { } next) events.Add(next);
        return events;
    }

    [Fact]
    public void Given_stages_and_no_edits_when_played_then_the_samples_are_those_of_one_graph()
    {
        using var live = Create();
        Assert.Equal(1, live.TryEdit([LiveStage.Of(One, [Eq]), LiveStage.Of(Two, [Gain(-1), Limiter])]));
        Assert.Equal(Plain(0, 20, Eq, Gain(-1), Limiter), Play(live.Process, 0, 20));
        var edited = Assert.IsType<LiveGraphEdited>(Assert.Single(Events(live)));
        Assert.Equal((FrameCount.Zero, 1L), (edited.Frame, edited.Edit));
        using var plain = new NativeGraph().Build([Eq, Gain(-1), Limiter], Format, Frames);
        Assert.Equal(new LiveGraphInfo(2, plain.Latency, plain.Tail, 2, false, new(20 * Frames)), live.Info);
        Assert.Equal(plain.Latency, edited.Latency);
        Assert.True(edited.Latency.Value > 0);
    }

    [Fact]
    public void Given_a_stage_that_goes_on_when_another_is_replaced_then_the_new_one_is_heard_after_its_fade()
    {
        using var live = Create();
        live.TryEdit([LiveStage.Of(One, [Eq]), LiveStage.Of(Two, [Gain(0)])]);
        var before = Play(live.Process, 0, 4);
        var edit = live.TryEdit([LiveStage.GoesOn(One), LiveStage.Of(Two, [Gain(-12)])]);
        Assert.Equal(2, edit);
        var after = Play(live.Process, 4, 8);
        var kept = Plain(0, 12, Eq);
        var replaced = Plain(0, 12, Eq, Gain(-12));
        const int At = 4 * Frames;
        for (var c = 0; c < 2; c++)
        {
            Assert.Equal(kept[c][..At], before[c]);
            Assert.Equal(kept[c][At..(At + Warm)], after[c][..Warm]);
            Assert.Equal(replaced[c][(At + Warm + Fade)..], after[c][(Warm + Fade)..]);
        }
        Assert.Equal(new LiveGraphEdited(new(At + Warm + Fade), 2, FrameCount.Zero), Events(live)[^1]);
    }

    [Fact]
    public void Given_an_edit_under_way_when_edited_then_there_is_no_number_until_it_is_over()
    {
        using var live = Create();
        live.Process(Noise(0));
        Assert.NotNull(live.TryEdit([LiveStage.Of(One, [Gain(-1)])]));
        live.Process(Noise(1));
        Assert.Null(live.TryEdit([]));
        Assert.True(live.Info.IsChanging);
        Play(live.Process, 2, 5);
        Assert.Equal(2, live.TryEdit([]));
    }

    [Theory]
    [InlineData(StageFault.NotFinite)]
    [InlineData(StageFault.Refused)]
    [InlineData(StageFault.OverBudget)]
    public void Given_a_fault_when_played_then_it_is_told_and_the_input_passes_from_10_ms_later(StageFault fault)
    {
        using var live = Create(budget: 2, patience: 1);
        live.TryEdit([LiveStage.Of(One, [Gain(-20)])]);
        live.Inject(One, fault);
        var heard = Play(live.Process, 0, 8);
        var input = Plain(0, 8);
        var failed = Assert.IsType<StageFailed>(Events(live)[^1]);
        Assert.Equal((One, fault), (failed.Stage, failed.Fault));
        var at = (int)failed.Frame.Value;
        Assert.InRange(at, 0, 2 * Frames);
        for (var c = 0; c < 2; c++)
        {
            Assert.All(heard[c], value => Assert.InRange(value, -0.5, 0.5));
            Assert.Equal(input[c][(at + Fault)..], heard[c][(at + Fault)..]);
        }
        Assert.Throws<InvalidOperationException>(() => live.Bypass(One, false));
    }

    [Fact]
    public void Given_a_bypass_when_played_then_both_ends_of_it_are_told()
    {
        using var live = Create();
        live.TryEdit([LiveStage.Of(One, [Gain(-20)], isBypassed: true)]);
        Assert.Equal(Plain(0, 4), Play(live.Process, 0, 4));
        live.Bypass(One, false);
        Play(live.Process, 4, 4);
        live.Bypass(One, true);
        Play(live.Process, 8, 4);
        Assert.Equal([new StageUnbypassed(new(4 * Frames + Fade), One), new StageBypassed(new(8 * Frames + Fade), One)], Events(live)[1..]);
    }

    [Fact]
    public void Given_a_crossover_when_played_then_the_block_has_the_channels_that_leave()
    {
        using var live = Create();
        live.TryEdit([LiveStage.Of(One, [new CrossoverSpec([new Hertz(500)], 4)])]);
        Assert.Equal(4, live.Info.OutputChannels);
        var block = Noise(0, 4);
        live.Process(block);
        Assert.Equal(4, block.Channels);
        Assert.Throws<ArgumentException>(() => live.Process(Noise(0)));
        Assert.Throws<ArgumentException>(() => live.TryEdit([]));
    }

    [Fact]
    public void Given_lists_that_do_not_fit_when_edited_then_they_are_refused_and_what_plays_goes_on()
    {
        using var live = Create();
        live.TryEdit([LiveStage.Of(One, [Eq]), LiveStage.Of(Two, [Gain(-1)])]);
        var first = Play(live.Process, 0, 3);
        Assert.Contains("stage 7", Assert.Throws<ArgumentException>(() => live.TryEdit([LiveStage.GoesOn(new(7))])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => live.TryEdit([LiveStage.GoesOn(Two), LiveStage.GoesOn(One)]));
        Assert.Throws<ArgumentException>(() => live.TryEdit([LiveStage.Of(One, [Gain(-1)]), LiveStage.Of(One, [Gain(-1)])]));
        Assert.Throws<ArgumentException>(() => live.TryEdit([LiveStage.Of(One, [Gain(500)])]));
        Assert.Throws<ArgumentException>(() => live.TryEdit([LiveStage.Of(One, [new ResampleSpec(new SampleRate(96000))])]));
        Assert.Equal(MediaFault.Limit, Assert.Throws<MediaException>(() =>
            live.TryEdit([.. Enumerable.Range(1, 65).Select(i => LiveStage.Of(new((ulong)i), [Gain(-1)]))])).Fault);
        Assert.Throws<KeyNotFoundException>(() => live.Bypass(new(9), true));
        Assert.Throws<KeyNotFoundException>(() => live.Inject(new(9), StageFault.NotFinite));
        var second = Play(live.Process, 3, 3);
        var expected = Plain(0, 6, Eq, Gain(-1));
        for (var c = 0; c < 2; c++) Assert.Equal(expected[c], first[c].Concat(second[c]));
        Assert.Single(Events(live));
    }

    [Fact]
    public void Given_an_input_that_is_not_finite_when_played_then_it_is_refused_and_the_state_is_as_before()
    {
        using var live = Create();
        live.TryEdit([LiveStage.Of(One, [Eq])]);
        var first = Play(live.Process, 0, 2);
        var bad = Noise(9);
        bad.Channel(1)[Frames - 1] = double.NaN;
        Assert.Equal(MediaFault.NotFinite, Assert.Throws<MediaException>(() => live.Process(bad)).Fault);
        var second = Play(live.Process, 2, 2);
        var expected = Plain(0, 4, Eq);
        for (var c = 0; c < 2; c++) Assert.Equal(expected[c], first[c].Concat(second[c]));
    }

    [Fact]
    public void Given_a_reset_when_played_again_then_it_is_as_fresh_and_the_edit_is_over()
    {
        using var live = Create();
        live.TryEdit([LiveStage.Of(One, [Limiter])]);
        Play(live.Process, 50, 3);
        live.TryEdit([LiveStage.GoesOn(One), LiveStage.Of(Two, [Eq])]);
        live.Process(Noise(60));
        live.Reset();
        Assert.False(live.Info.IsChanging);
        Assert.Equal(Plain(0, 5, Limiter, Eq), Play(live.Process, 0, 5));
    }

    [Fact]
    public void Given_options_out_of_range_when_created_then_they_are_refused()
    {
        var live = new NativeLiveGraphs();
        var good = new LiveGraphOptions { Format = Format };
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { MaxFrames = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { MaxFrames = 65537 }));
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { Budget = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { Budget = double.NaN }));
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { Fade = new(0) }));
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { Warm = new(11) }));
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { Patience = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => live.Create(good with { Format = new(new SampleRate(48000), 65, 0) }));
    }

    [Fact]
    public void Given_a_live_graph_when_played_then_nothing_is_allocated()
    {
        using var live = Create();
        live.TryEdit([LiveStage.Of(One, [Eq])]);
        var block = Noise(0);
        for (var i = 0; i < 100; i++) live.Process(block);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) live.Process(block);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
