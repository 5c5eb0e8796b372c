using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

public sealed class TransportSeekTests
{
    [Fact]
    public async Task Given_a_seek_then_it_goes_on_at_the_very_frame()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 60);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a");
        await rig.Do(new SeekTo(new(59.5)));
        Assert.Equal(59.5, (await rig.Event<Sought>()).Position.Value);
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound();
        Assert.InRange(heard[0].Length, 22050, 44100 * 30);
        // From behind the fade on every frame from 59.5 s to the end.
        Assert.Equal(Clips.Part(a, 44100 * 60 - 22050 + 400, 44100 * 60), Clips.Ending(heard, 22050 - 400));
        Assert.NotEqual(a[0][44100 * 60 - 22050 - 1], heard[0][^22051]);
    }

    [Fact]
    public async Task Given_next_and_previous_then_entries_begin_whole()
    {
        var clips = new Clips();
        clips.Add("a", 44100 * 60);
        clips.Add("b", 44100 * 60);
        var c = clips.Add("c", 4410);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a", "b", "c");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>(e => e.Entry.Title == "a");
        await rig.Do(new Next());
        await rig.Event<EntryBegan>(e => e.Entry.Title == "b");
        await rig.Do(new Previous());
        await rig.Event<EntryBegan>(e => e.Entry.Title == "a", 2);
        await rig.Do(new Next());
        await rig.Event<EntryBegan>(e => e.Entry.Title == "b", 2);
        await rig.Do(new Next());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "b", "a", "b", "c"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(c, Clips.Ending(rig.Sound(), 4410));
    }

    [Fact]
    public async Task Given_seeks_while_it_pauses_then_they_add_up()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 60);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a");
        await rig.Do(new Pause());
        await rig.Do(new SeekTo(new(40)));
        for (var k = 0; k < 3; k++)
        {
            await rig.Do(new SeekBy(new(5)));
            await rig.Pulses(3); // what is heard is told meanwhile
        }
        Assert.Equal(55, (await rig.Status()).Position.Value);
        await rig.Do(new SeekBy(new(4.5)));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(Clips.Part(a, 44100 * 60 - 22050 + 400, 44100 * 60), Clips.Ending(rig.Sound(), 22050 - 400));
        Assert.Single(rig.Events.OfType<EntryBegan>());
    }

    [Fact]
    public async Task Given_a_change_of_the_modes_right_after_next_then_the_next_one_plays()
    {
        var clips = new Clips();
        clips.Add("a", 44100 * 60);
        var b = clips.Add("b", 22050);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a", "b");
        await rig.Do(new Next());
        await rig.Do(new SetStopAfterCurrent(true));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "b"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(b, Clips.Ending(rig.Sound(), 22050));
    }
}
