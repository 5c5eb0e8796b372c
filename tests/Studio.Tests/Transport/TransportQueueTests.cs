using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

public sealed class TransportQueueTests
{
    [Fact]
    public async Task Given_edits_of_the_queue_while_it_plays_then_what_follows_is_what_stands_there_then()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 5);
        clips.Add("b", 44100);
        var c = clips.Add("c", 4410);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a", "b");
        await rig.Enqueue("c");
        var entries = (await rig.Status()).Queue;
        await rig.Do(new RemoveEntries([entries[1].Id]));
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound();
        Assert.Equal(Clips.Part(Clips.Joined(a, c), 44100 * 4, 44100 * 5 + 4410), Clips.Ending(heard, 44100 + 4410));
        Assert.DoesNotContain(rig.Events.OfType<EntryBegan>(), e => e.Entry.Title == "b");
    }

    [Fact]
    public async Task Given_an_entry_that_comes_when_the_last_one_was_read_to_its_end_then_it_is_played()
    {
        var clips = new Clips();
        var (a, b) = (clips.Add("a", 44100), clips.Add("b", 22050));
        using var first = new GatedSource(clips.Open(SourceAddress.Of(SourceAddress.Memory, "a"), null, default), []);
        clips.Add("a", () => first);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a");
        await first.End; // a second is read at once
        await rig.Enqueue("b");
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(Clips.Joined(a, b), rig.Sound());
    }

    [Fact]
    public async Task Given_the_removal_of_what_was_read_ahead_then_it_is_not_heard()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 2);
        clips.Add("b", 44100);
        var c = clips.Add("c", 22050);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a", "b", "c");
        await rig.Event<QueueChanged>(e => e.Entries[1].Duration is not null); // it was opened, and is read
        await rig.Do(new RemoveEntries([(await rig.Status()).Queue[1].Id]));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "c"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(Clips.Part(Clips.Joined(a, c), 66150, 110250), Clips.Ending(rig.Sound(), 44100));
    }

    [Fact]
    public async Task Given_the_removal_of_what_plays_and_of_what_follows_then_the_first_that_is_left_plays()
    {
        var clips = new Clips();
        clips.Add("a", 44100 * 60);
        clips.Add("b", 44100 * 60);
        var c = clips.Add("c", 22050);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a", "b", "c");
        var queue = (await rig.Status()).Queue;
        await rig.Do(new RemoveEntries([queue[0].Id, queue[1].Id]));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "c"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(c, Clips.Ending(rig.Sound(), 22050));
    }

    [Fact]
    public async Task Given_a_loop_of_the_entry_then_it_comes_again_until_it_is_stopped_after()
    {
        var clips = new Clips();
        clips.Add("a", 4410);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new SetLoop(LoopMode.Entry));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>(count: 3);
        await rig.Do(new Stop());
        Assert.Equal(TransportState.Stopped, (await rig.Status()).State);
        await rig.Event<StateChanged>(e => e.State == TransportState.Stopped);
        Assert.All(rig.Events.OfType<EntryBegan>(), e => Assert.Equal("a", e.Entry.Title));
        Assert.All(rig.Events.OfType<EntryEnded>().Take(2), e => Assert.Equal(new Seconds(0.1), e.Position));
    }

    [Fact]
    public async Task Given_a_loop_of_an_entry_of_milliseconds_then_it_goes_on_and_on_without_a_gap()
    {
        const int Frames = 661, Rounds = 400;
        var clips = new Clips();
        var a = clips.Add("a", Frames);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new SetLoop(LoopMode.Entry));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>(count: Rounds + 1);
        await rig.Do(new Stop());
        await rig.Closed();
        var heard = rig.Sound();
        Assert.Equal(Clips.Joined([.. Enumerable.Repeat(a, Rounds)]), Clips.Part(heard, 0, Frames * Rounds));
    }

    [Theory]
    [InlineData(LoopMode.Queue)]
    [InlineData(LoopMode.Entry)]
    public async Task Given_a_loop_of_what_cannot_be_played_then_it_ends_after_a_round(LoopMode loop)
    {
        var clips = new Clips();
        clips.Add("empty", 0);
        await using var rig = new TransportRig(clips);
        await rig.Enqueue("nothing", "none", "empty");
        await rig.Do(new SetLoop(loop));
        await rig.Do(new Play());
        await rig.Ended();
        Assert.InRange(rig.Events.OfType<EntrySkipped>().Count(), 2, 12);
    }

    [Theory]
    [InlineData(LoopMode.Queue, 1, 0)]
    [InlineData(LoopMode.Queue, 440, 1)]
    [InlineData(LoopMode.Entry, 440, 0)]
    public async Task Given_a_loop_that_is_too_short_to_be_heard_as_one_then_it_ends_and_says_why(LoopMode loop, int first, int second)
    {
        var clips = new Clips();
        clips.Add("a", first);
        clips.Add("b", second);
        await using var rig = new TransportRig(clips);
        await rig.Enqueue("a", "b");
        await rig.Do(new SetLoop(loop));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Contains("too short", Assert.Single(rig.Events.OfType<LoopEnded>()).Problem, StringComparison.Ordinal);
        Assert.Equal(LoopMode.Off, rig.Events.OfType<ModesChanged>().Last().Loop);
        Assert.InRange(rig.Events.OfType<EntryBegan>().Count(), 2, 12);
    }

    [Fact]
    public async Task Given_a_loop_of_a_long_entry_and_many_that_are_tiny_then_it_goes_on()
    {
        var clips = new Clips();
        clips.Add("long", 4410);
        clips.Add("tiny", 1);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("long", "tiny", "tiny", "tiny", "tiny");
        await rig.Do(new SetLoop(LoopMode.Queue));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>(count: 12);
        Assert.Empty(rig.Events.OfType<LoopEnded>());
        Assert.Equal(LoopMode.Queue, (await rig.Status()).Loop);
    }
}
