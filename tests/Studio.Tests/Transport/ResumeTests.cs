using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Tests.Decode.Run;
using NTWorkstation.Studio.Transport;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>What a transport keeps, where it begins, and jumps that come faster than they can be heard.</summary>
public sealed class ResumeTests
{
    private const int Rate = 44100;

    [Fact]
    public async Task Given_what_another_transport_kept_then_it_goes_on_with_queue_order_volume_and_chain_at_the_very_frame()
    {
        var clips = new Clips();
        foreach (var name in (string[])["a", "c"]) clips.Add(name, Rate * 60);
        var b = clips.Add("b", Rate * 60);
        StateToKeep kept;
        await using (var first = new TransportRig(clips, isPaced: true, s => s with { Volume = new(-6), Chain = [new GainSpec(new(-12))] }))
        {
            await first.Enqueue("a", "b", "c");
            await first.Do(new SetLoop(LoopMode.Queue));
            await first.Do(new Play());
            await first.Event<EntryBegan>();
            await first.Do(new SetShuffle(true));
            await first.Do(new BypassStage("gain", true));
            var queue = (await first.Status()).Queue;
            await first.Do(new PlayEntry(queue[1].Id, new(59)));
            kept = Assert.IsType<StateToKeep>(await first.AskFor<StateToKeep>(new GetStateToKeep()));
            Assert.Equal((1, 59.0), (kept.Place.Entry, kept.Place.Position.Value));
        }
        // As it is read from a file.
        kept = new(TransportJson.ReadState(TransportJson.Write(kept.State)), TransportJson.ReadPlace(TransportJson.Write(kept.Place)));
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Do(new RestoreState(kept.State, kept.Place, KeepsVolume: false, KeepsChain: false));
        var status = await rig.Status();
        Assert.Equal(["memory:a", "memory:b", "memory:c"], status.Queue.Select(e => e.Address));
        Assert.Equal((LoopMode.Queue, true, -6.0, TransportState.Stopped), (status.Loop, status.IsShuffled, status.Volume.Value, status.State));
        Assert.True(Assert.Single(status.Chain).IsBypassed);
        Assert.Equal(kept.State.Order, (await rig.AskFor<StateToKeep>(new GetStateToKeep())).State.Order);
        Assert.Contains("in the queue already", Assert.IsType<Refused>(await rig.Ask(new RestoreState(kept.State, kept.Place, false, false))).Problem);
        await rig.Do(new SetLoop(LoopMode.Off));
        await rig.Do(new SetStopAfterCurrent(true));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(59, rig.Events.OfType<EntryBegan>().Single().Position.Value);
        var volume = PortableMath.Amplitude(-6);
        Assert.All(b[0][^40000..].Zip(rig.Sound()[0][^40000..]), p => Assert.Equal(p.First * volume, p.Second, 1e-12));
    }

    [Fact]
    public async Task Given_stop_after_current_then_it_ends_there_says_whether_there_is_more_and_keeps_the_next_entry()
    {
        var clips = new Clips();
        var a = clips.Add("a", Rate / 2);
        clips.Add("b", Rate);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a", "b");
        await rig.Do(new SetStopAfterCurrent(true));
        await rig.Do(new Play());
        var end = await rig.Ended();
        Assert.Equal((null, true), (end.Problem, end.HasMore));
        Assert.Equal(a, rig.Sound());
        var kept = await rig.AskFor<StateToKeep>(new GetStateToKeep());
        Assert.Equal((1, 0.0, false), (kept.Place.Entry, kept.Place.Position.Value, kept.State.StopsAfterCurrent));
    }

    [Fact]
    public async Task Given_a_place_to_start_when_shuffled_then_what_plays_first_begins_there_and_the_others_whole()
    {
        var clips = new Clips();
        foreach (var name in (string[])["a", "b", "c"]) clips.Add(name, Rate);
        await using var rig = new TransportRig(clips);
        await rig.Enqueue("a", "b", "c");
        await rig.Do(new SetShuffle(true));
        await rig.Do(new StartAt(new(0.75)));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal([0.75, 0, 0], rig.Events.OfType<EntryBegan>().Select(e => e.Position.Value));
        Assert.Equal(Rate / 4 + 2 * Rate, rig.Sound()[0].Length);
    }

    [Fact]
    public async Task Given_a_place_to_start_behind_the_end_then_it_is_told_and_the_next_entry_plays()
    {
        var clips = new Clips();
        clips.Add("a", Rate);
        var b = clips.Add("b", Rate);
        await using var rig = new TransportRig(clips);
        await rig.Enqueue("a", "b");
        await rig.Do(new StartAt(new(2)));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Contains("a is 1 s long: there is nothing at 2 s", rig.Events.OfType<EntrySkipped>().Single().Problem, StringComparison.Ordinal);
        Assert.Equal(b, rig.Sound());
    }

    [Fact]
    public async Task Given_a_key_that_is_held_down_then_seeks_add_up_and_few_of_them_are_opened()
    {
        var clips = new Clips();
        var a = clips.Add("a", Rate * 600);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => rig.Do(new SeekBy(new(1)))));
        await rig.Do(new SeekTo(new(599)));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(501, rig.Events.OfType<Sought>().Count());
        Assert.InRange(clips.Opened.Count, 2, 60);
        Assert.Single(rig.Events.OfType<EntryBegan>());
        Assert.Equal(Clips.Part(a, Rate * 600 - 40000, Rate * 600), Clips.Part(rig.Sound(), rig.Sound()[0].Length - 40000, rig.Sound()[0].Length));
    }

    [Fact]
    public async Task Given_many_nexts_at_once_then_it_plays_what_they_lead_to()
    {
        var clips = new Clips();
        var names = Enumerable.Range(0, 100).Select(k => $"c{k}").ToArray();
        foreach (var name in names) clips.Add(name, Rate);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue(names);
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await Task.WhenAll(Enumerable.Range(0, 99).Select(_ => rig.Do(new Next())));
        await rig.Event<EntryBegan>(e => e.Entry.Title == "c99");
        Assert.Null((await rig.Ended()).Problem);
        Assert.InRange(rig.Events.OfType<EntryBegan>().Count(), 2, 40);
    }
}
