using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>Entries whose rate or channels the chain cannot work on.</summary>
public sealed class ChainMisfitTests
{
    // Beyond half of 22.05 kHz; and a channel that mono does not have.
    private static readonly ProcessorSpec HighBand = new EqSpec([new(EqType.Peaking, new(15000), 1, new(0))]);
    private static readonly ProcessorSpec Right = new GainSpec(new(0)) { Channels = new(1) };

    private readonly Clips _clips = new();

    private TransportRig Rig(params ProcessorSpec[] chain)
    {
        _clips.Add("a", 5000);
        _clips.Add("low", 7000, 22050);
        _clips.Add("mono", 7000, channels: 1);
        _clips.Add("b", 6000);
        return new(_clips, change: s => s with { Chain = chain }, device: "null");
    }

    [Theory]
    [InlineData("a", "low", "b")]
    [InlineData("low", "a", "b")]
    [InlineData("a", "b", "low")]
    [InlineData("low", "low", "a", "low", "b", "low")]
    public async Task Given_entries_whose_rate_does_not_fit_then_they_are_skipped_with_the_reason_and_the_others_are_heard(params string[] queue)
    {
        await using var rig = Rig(new GainSpec(new(0)), HighBand);
        await rig.Enqueue(queue);
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "b"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal([5000 / 44100.0, 6000 / 44100.0], rig.Events.OfType<EntryEnded>().Select(e => e.Position!.Value.Value), (x, y) => Math.Abs(x - y) < 1e-9);
        Assert.Empty(rig.Events.OfType<OutputFailed>());
        var skipped = rig.Events.OfType<EntrySkipped>().ToList();
        Assert.Equal(queue.Count(n => n == "low"), skipped.Count);
        foreach (var one in skipped)
        {
            Assert.Contains("22050", one.Problem, StringComparison.Ordinal);
            Assert.Contains("stage 2", one.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Given_an_entry_whose_channels_do_not_fit_then_it_is_skipped_and_the_next_is_heard()
    {
        await using var rig = Rig(Right);
        await rig.Enqueue("a", "mono", "b");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "b"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Contains("1 channel:", (await rig.Event<EntrySkipped>()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_queue_of_which_nothing_fits_then_it_ends_with_the_problem_also_when_it_loops()
    {
        await using var rig = Rig(HighBand);
        await rig.Enqueue("low", "low", "low");
        await rig.Do(new SetLoop(LoopMode.Queue));
        await rig.Do(new Play());
        Assert.Contains("f_hz", (await rig.Ended()).Problem!, StringComparison.Ordinal);
        Assert.Equal(3, rig.Events.OfType<EntrySkipped>().Count());
        Assert.Single(rig.Events.OfType<OutputFailed>());
        Assert.Equal(TransportState.Stopped, (await rig.Status()).State);
    }

    [Fact]
    public async Task Given_an_entry_that_does_not_fit_when_it_is_asked_for_then_the_one_after_it_is_heard()
    {
        await using var rig = Rig(HighBand);
        await rig.Enqueue("low", "a", "low", "b");
        var entries = (await rig.Status()).Queue;
        await rig.Do(new PlayEntry(entries[2].Id, default));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal("b", Assert.Single(rig.Events.OfType<EntryBegan>()).Entry.Title);
        Assert.Equal(entries[2].Id, Assert.Single(rig.Events.OfType<EntrySkipped>()).Entry);
    }
}
