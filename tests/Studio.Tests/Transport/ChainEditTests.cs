using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Output;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>Edits of the chain of a transport that plays, seen in what was heard.</summary>
public sealed class ChainEditTests
{
    private const int Rate = 44100;
    private const double Hz = 997;

    /// <summary>A tone that waits after every two seconds until it is let on, and what is done while it waits.</summary>
    private static async Task<(double[] Heard, TransportRig Rig)> Edited(IReadOnlyList<ProcessorSpec> chain, params TransportCommand[] edits)
    {
        var clips = new Clips();
        var frames = Rate * 2 * (edits.Length + 1);
        double[][] tone = [[.. Enumerable.Range(0, frames).Select(i => 0.5 * Math.Sin(2 * Math.PI * Hz * i / Rate))]];
        var gated = new GatedSource(new ClipSource(new(new(new(Rate), 1, AudioFormat.DefaultMask(1)), tone)), [.. Enumerable.Range(1, edits.Length).Select(k => (long)k * Rate * 2)]);
        clips.Add("tone", () => gated);
        await using var rig = new TransportRig(clips, change: s => s with { Chain = chain });
        await rig.Enqueue("tone");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        foreach (var (index, edit) in edits.Index())
        {
            await rig.Comes((index + 1) * Rate * 2L - 2048);
            await rig.Do(edit);
            await rig.Event<ChainEdited>(count: index + 1);
            gated.LetOn();
        }
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound(1)[0];
        Assert.Equal(frames, heard.Length);
        return (heard, rig);
    }

    /// <summary>The factor of the tone around a second.</summary>
    private static double FactorAt(double[] heard, double second) =>
        Enumerable.Range((int)(second * Rate), 4410).Max(i => Math.Abs(heard[i])) / Enumerable.Range((int)(second * Rate), 4410).Max(i => Math.Abs(0.5 * Math.Sin(2 * Math.PI * Hz * i / Rate)));

    // The frames around an edit: it is taken behind what was read up to the gate, and heard when the new stages have run for a while.
    private static ReadOnlySpan<double> Around(double[] heard, int second) => heard.AsSpan(second * Rate - 6000, 16384);

    private static Assignment Gain(double db) => new("gain_db", FormattableString.Invariant($"{db}"));

    [Fact]
    public async Task Given_a_step_of_20_dB_then_nothing_is_heard_away_from_the_tone()
    {
        var (heard, _) = await Edited([new GainSpec(new(-1))], new SetStage("gain", [Gain(-21)]));
        Assert.Equal(PortableMath.Amplitude(-1), FactorAt(heard, 1), 1e-9);
        Assert.Equal(PortableMath.Amplitude(-21), FactorAt(heard, 3), 1e-9);
        Assert.InRange(OffTone.Level(Around(heard, 2), Rate, Hz, 2000), -400, -100);
        // The measure itself would hear a step that is not faded.
        var cut = heard.ToArray();
        for (var i = 2 * Rate; i < cut.Length; i++) cut[i] = heard[i] * (i < 3 * Rate ? 0.1 : 1);
        Assert.InRange(OffTone.Level(cut.AsSpan(2 * Rate - 8000, 16384), Rate, Hz, 2000), -100, 0);
    }

    [Fact]
    public async Task Given_a_compressor_that_holds_a_tone_when_its_make_up_rises_by_1_dB_then_the_level_goes_there_and_nowhere_else()
    {
        var (heard, _) = await Edited([new CompressorSpec { Threshold = new(-30), Ratio = 10, Attack = new(0.02), Release = new(1) }], new SetStage("compressor", [new("makeup_db", "1")]));
        const int piece = 442; // ten periods
        var levels = Enumerable.Range(0, heard.Length / piece).Select(k => 10 * Math.Log10(heard.AsSpan(k * piece, piece).ToArray().Average(x => x * x))).ToArray();
        var edited = Rate * 2 / piece - 20;
        Assert.Equal(levels[edited] + 1, levels[^1], 0.05);
        for (var k = edited; k < levels.Length; k++) Assert.InRange(levels[k], Math.Max(levels[edited], levels[k - 1]) - 0.05, levels[^1] + 0.05);
    }

    [Fact]
    public async Task Given_stages_inserted_moved_bypassed_and_removed_then_each_is_faded()
    {
        var (heard, rig) = await Edited([],
            new InsertStage("gain", [Gain(-12)]), new InsertStage("polarity", [], "gain"), new MoveStage("polarity"),
            new BypassStage("gain", true), new BypassStage("1", false), new RemoveStage("1"), new LoadChain([]));
        var factor = PortableMath.Amplitude(-12);
        double[] expected = [1, factor, factor, factor, 1, factor, 1, 1];
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], FactorAt(heard, 2 * k + 1), 1e-9);
        foreach (var edit in (int[])[1, 4, 5, 6]) Assert.InRange(OffTone.Level(Around(heard, 2 * edit), Rate, Hz, 2000), -400, -100);
        // Polarity: turned around until the chain is empty again.
        int[] sign = [1, 1, -1, -1, -1, -1, -1, 1];
        for (var k = 0; k < sign.Length; k++)
        {
            var i = Rate * (2 * k + 1) + 11;
            Assert.Equal(sign[k], Math.Sign(heard[i]) * Math.Sign(Math.Sin(2 * Math.PI * Hz * i / Rate)));
        }
        Assert.Equal(
            [ChainEdit.Inserted, ChainEdit.Inserted, ChainEdit.Moved, ChainEdit.Bypassed, ChainEdit.Unbypassed, ChainEdit.Removed, ChainEdit.Loaded],
            rig.Events.OfType<ChainEdited>().Select(e => e.Edit));
        Assert.Equal(["1 gain", "2 polarity", "2 polarity", "1 gain", "1 gain", "1 gain", ""], rig.Events.OfType<ChainEdited>().Select(e => e.Stage));
        Assert.Equal(["1 gain", "2 polarity"], rig.Events.OfType<ChainEdited>().ElementAt(2).Chain.Select(s => s.Name));
    }

    [Fact]
    public async Task Given_many_changes_of_a_knob_at_once_then_all_are_taken_and_the_last_one_stays()
    {
        var clips = new Clips();
        var a = clips.Add("a", Rate * 60);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Do(new InsertStage("gain", [Gain(0)]));
        await Task.WhenAll(Enumerable.Range(1, 200).Select(k => rig.Do(new SetStage("gain", [Gain(-k / 10.0)]))));
        Assert.Equal("-20", Assert.IsType<NumberValue>(Assert.Single((await rig.Status()).Chain).Processor.Parameters().Single(p => p.Path.Name == "gain_db").Value).Token);
        await rig.Do(new SeekTo(new(59)));
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound()[0];
        var factor = PortableMath.Amplitude(-20);
        Assert.All(a[0][^20000..].Zip(heard[^20000..]), p => Assert.Equal(p.First * factor, p.Second, 1e-12));
    }

    [Fact]
    public async Task Given_an_edit_then_it_stays_for_entries_of_other_rates_and_for_a_device_that_is_opened_anew()
    {
        var clips = new Clips();
        clips.Add("a", Rate);
        clips.Add("b", 48000, 48000);
        await using var rig = new TransportRig(clips, change: s => s with { EndsWithQueue = false }, device: "null");
        await rig.Enqueue("a", "b");
        await rig.Do(new InsertStage("eq", [new("bands[0].f_hz", "1 kHz"), new("bands[0].gain_db", "+3")]));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>(e => e.Entry.Title == "b");
        await rig.Event<OutputOpened>(count: 2);
        var status = await rig.Status();
        Assert.Equal("1 eq", Assert.Single(status.Chain).Name);
        Assert.Contains("a chain is in the way", (await rig.Event<BitPerfectChanged>()).Reasons);
        await rig.Event<StateChanged>(e => e.State == TransportState.Stopped);
        await rig.Do(new Play());
        await rig.Event<OutputOpened>(count: 3);
        Assert.Equal("1 eq", Assert.Single((await rig.Status()).Chain).Name);
    }

    [Fact]
    public async Task Given_a_stage_that_delays_then_the_position_told_is_what_is_heard()
    {
        // A second of latency: what stands still at the pause is told and heard alike, or not at all.
        const int latency = 22050;
        var clips = new Clips();
        var a = clips.Add("a", Rate * 60);
        var taps = new double[2 * latency + 1];
        taps[latency] = 1;
        await using var rig = new TransportRig(clips, isPaced: true, resolve: (spec, _) => spec is NamedFirSpec ? new FirSpec(taps, null, latency) { Block = 64 } : spec);
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Do(new InsertStage("fir", [new("taps", "1")]));
        await rig.Position(p => p.Value > 2.5);
        await rig.Do(new Pause());
        var told = (await rig.Settled()).Value * Rate;
        await rig.Do(new Stop());
        await rig.Event<StateChanged>(e => e.State == TransportState.Stopped);
        await rig.Closed();
        var heard = rig.Sound()[0];
        // The last frame before the fade of 5 ms, found by its value: noise comes once.
        var at = Array.FindIndex(a[0], x => Math.Abs(x - heard[^400]) < 1e-12);
        Assert.True(at > 0);
        for (var i = 1; i < 1000; i++) Assert.Equal(a[0][at - i], heard[heard.Length - 400 - i], 1e-9);
        Assert.InRange(told - (at + 400), -300, 300);
    }

    [Fact]
    public async Task Given_edits_that_cannot_be_then_each_is_refused_with_its_reason_and_nothing_changes()
    {
        var clips = new Clips();
        clips.Add("a", Rate * 60);
        await using var rig = new TransportRig(clips, isPaced: true, s => s with { Chain = [new GainSpec(new(-6)), new GainSpec(new(-7))] });
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        (TransportCommand, string)[] refused =
        [
            (new RemoveStage("7"), "There is no stage 7"), (new RemoveStage("eq"), "There are 1 gain, 2 gain"), (new RemoveStage("gain"), "ambiguous"), (new RemoveStage("gain#3"), "no stage"),
            (new InsertStage("gian", []), "gain"), (new InsertStage("eq", []), "band"), (new InsertStage("gain", [Gain(1000)]), "gain_db"),
            (new SetStage("gain#2", [new("gain", "3")]), "gain_db"), (new MoveStage("1", "9"), "no stage 9"), (new InsertStage("pitch", [new("semitones", "2")]), "pitch"),
            (new InsertStage("crossover", [new("f_hz", "500")]), "channels"), (new InsertStage("gain", [Gain(-1), new("channels", "5")]), "channel 5"),
        ];
        foreach (var (command, reason) in refused) Assert.Contains(reason, Assert.IsType<Refused>(await rig.Ask(command)).Problem);
        Assert.Empty(rig.Events.OfType<ChainEdited>());
        Assert.Equal(["1 gain", "2 gain"], (await rig.Status()).Chain.Select(s => s.Name));
        // What is so already is done without an event.
        await rig.Do(new SetStage("gain#2", [Gain(-7)]));
        await rig.Do(new MoveStage("2"));
        await rig.Do(new BypassStage("1", false));
        Assert.Empty(rig.Events.OfType<ChainEdited>());
    }

    [Fact]
    public async Task Given_a_stage_that_was_given_up_when_it_is_taken_in_again_then_it_runs_anew()
    {
        var clips = new Clips();
        var a = clips.Add("a", Rate * 60);
        await using var rig = new TransportRig(clips, isPaced: true, s => s with { Chain = [new GainSpec(new(-20))] });
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        for (var failure = 1; failure <= 4; failure++)
        {
            rig.Tell(new OutputCommand.Inject(1, StageFault.NotFinite));
            await rig.Event<Contracts.Transport.StageFailed>(count: failure);
            if (failure < 4) await rig.Event<StageRestarted>(count: failure);
        }
        Assert.NotNull(Assert.Single((await rig.Status()).Chain).Problem);
        await rig.Do(new BypassStage("gain", false));
        await rig.Event<StageRestarted>(count: 4);
        Assert.Null(Assert.Single((await rig.Status()).Chain).Problem);
        await rig.Do(new SeekTo(new(59)));
        Assert.Null((await rig.Ended()).Problem);
        var factor = PortableMath.Amplitude(-20);
        Assert.All(a[0][^20000..].Zip(rig.Sound()[0][^20000..]), p => Assert.Equal(p.First * factor, p.Second, 1e-12));
    }

    [Fact]
    public async Task Given_bit_perfect_then_every_edit_is_refused()
    {
        await using var rig = new TransportRig(new Clips(), change: s => s with { IsBitPerfect = true });
        foreach (var edit in (TransportCommand[])[new LoadChain([]), new InsertStage("gain", []), new RemoveStage("1"), new MoveStage("1"), new BypassStage("1", true), new SetStage("1", [])])
            Assert.Contains("--bit-perfect", Assert.IsType<Refused>(await rig.Ask(edit)).Problem);
    }
}
