using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Tests.Decode.Run;
using NTWorkstation.Studio.Transport;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

public sealed class TransportTests
{
    [Fact]
    public async Task Given_entries_of_one_rate_then_what_is_heard_is_their_samples_joined()
    {
        var clips = new Clips();
        var parts = Enumerable.Range(0, 12).Select(k => clips.Add($"c{k}", 1 + k * 3001)).ToArray();
        await using var rig = new TransportRig(clips);
        await rig.PlayToEnd([.. Enumerable.Range(0, 12).Select(k => $"c{k}")]);
        Assert.Equal(Clips.Joined(parts)[0].Length, rig.Sound()[0].Length);
        Assert.Equal(Clips.Joined(parts), rig.Sound());
        Assert.Equal(Enumerable.Range(0, 12).Select(k => $"c{k}"), rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(parts.Select(p => (Seconds?)new Seconds(p[0].Length / 44100.0)), rig.Events.OfType<EntryEnded>().Select(e => e.Position));
        Assert.Single(rig.Events.OfType<OutputOpened>());
        Assert.Equal(TransportState.Stopped, (await rig.Status()).State);
        Assert.Equal([TransportState.Playing, TransportState.Stopped], rig.Events.OfType<StateChanged>().Select(e => e.State));
    }

    [Fact]
    public async Task Given_entries_of_several_rates_to_one_file_then_each_has_its_exact_length_at_the_rate_of_the_first()
    {
        var clips = new Clips();
        var first = clips.Add("a", 44100);
        var second = clips.Add("b", 48000, 48000);
        clips.Add("c", 10001, 96000, channels: 1);
        await using var rig = new TransportRig(clips);
        await rig.PlayToEnd("a", "b", "c");
        var heard = rig.Sound();
        Assert.Equal(44100 + 44100 + (int)Math.Ceiling(10001 * 44100.0 / 96000), heard[0].Length);
        Assert.Equal(first, Clips.Part(heard, 0, 44100));
        Assert.Equal(Clips.Resampled(second, 48000, 44100), Clips.Part(heard, 44100, 88200));
        Assert.Contains(rig.Events.OfType<BitPerfectChanged>(), e => !e.IsBitPerfect);
    }

    [Fact]
    public async Task Given_a_broken_entry_then_it_is_named_and_the_others_follow_without_a_gap()
    {
        var clips = new Clips();
        var (a, b) = (clips.Add("a", 20000), clips.Add("b", 20000));
        await using var rig = new TransportRig(clips);
        await rig.PlayToEnd("nothing", "a", "none", "b", "nowhere");
        Assert.Equal(Clips.Joined(a, b), rig.Sound());
        Assert.Equal(["nothing is not there.", "none is not there.", "nowhere is not there."], rig.Events.OfType<EntrySkipped>().Select(e => e.Problem));
    }

    [Fact]
    public async Task Given_nothing_that_can_be_played_then_it_ends()
    {
        await using var rig = new TransportRig(new Clips());
        await rig.Enqueue("nothing", "none");
        await rig.Do(new Play());
        await rig.Ended();
        Assert.Equal(2, rig.Events.OfType<EntrySkipped>().Count());
        Assert.Equal(TransportState.Stopped, (await rig.Status()).State);
    }

    [Fact]
    public async Task Given_a_pause_then_what_follows_it_is_the_rest()
    {
        var clips = new Clips();
        var a = clips.Add("a", 60000);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a");
        await rig.Do(new Pause());
        Assert.Equal(TransportState.Paused, (await rig.Status()).State);
        await rig.Event<StateChanged>(e => e.State == TransportState.Paused);
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound();
        // The frame that ends the fade is silence itself.
        Assert.InRange(heard[0].Length, 59990, 60000);
        // Its end is whole, and its beginning up to the fade.
        Assert.Equal(Clips.Part(a, 58000, 60000), Clips.Ending(heard, 2000));
        Assert.Equal(Clips.Part(a, 0, 500), Clips.Beginning(heard, a, 500));
    }

    [Fact]
    public async Task Given_an_end_while_it_sounds_then_it_fades_before_the_device_closes()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 60);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Play("a");
        await rig.Comes(22050);
        await rig.Do(new FadeOut());
        await rig.Closed();
        var heard = rig.Sound();
        var whole = Enumerable.Range(0, heard[0].Length).TakeWhile(i => heard[0][i] == a[0][i]).Count();
        Assert.InRange(whole, 22050, heard[0].Length - 100);
        // From where the fade begins it only becomes less, down to nothing.
        var gains = heard[0][whole..].Zip(a[0][whole..], (h, x) => h / x).ToArray();
        Assert.All(gains.Zip(gains.Skip(1)), g => Assert.True(g.Second <= g.First + 1e-9, $"{g.First} becomes {g.Second}"));
        Assert.InRange(gains[^1], 0, 0.01);
    }

    [Fact]
    public async Task Given_a_device_that_is_not_there_then_it_ends_with_what_is_wrong()
    {
        var clips = new Clips();
        clips.Add("a", 4410);
        await using var rig = new TransportRig(clips, device: "file:/nonexistent/folder/x.wav");
        await rig.Enqueue("a");
        await rig.Do(new Play());
        Assert.Contains("/nonexistent/folder", (await rig.Ended()).Problem);
        Assert.Single(rig.Events.OfType<OutputFailed>());
        Assert.Equal(TransportState.Stopped, (await rig.Status()).State);
    }

    [Fact]
    public async Task Given_commands_that_make_no_sense_then_each_is_refused_with_a_reason()
    {
        var clips = new Clips();
        clips.Add("a", 4410);
        await using var rig = new TransportRig(clips);
        object[] commands =
        [
            new Play(), new Pause(), new SeekTo(new(1)), new Next(), new Previous(), new PlayEntry(new(5)), new MoveEntry(new(5)),
            new SetVolume(new(25)), new SetVolume(new(double.NaN)), new Enqueue(["relative.flac"]), new Enqueue([""]), new Enqueue(["gopher://x"]),
            new Enqueue(["/a.flac"], new EntryId(9)),
        ];
        foreach (var command in commands) Assert.NotEmpty(Assert.IsType<Refused>(await rig.Ask(command)).Problem);
        Assert.Empty((await rig.Status()).Queue);
    }
}
