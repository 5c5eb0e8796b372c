using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Studio.Output;
using NTWorkstation.Studio.Tests.Decode.Run;
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
        await rig.Enqueue([.. Enumerable.Range(0, 12).Select(k => $"c{k}")]);
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
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
        await rig.Enqueue("a", "b", "c");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
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
        await rig.Enqueue("nothing", "a", "none", "b", "nowhere");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
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
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Do(new Pause());
        Assert.Equal(TransportState.Paused, (await rig.Status()).State);
        await rig.Event<StateChanged>(e => e.State == TransportState.Paused);
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound();
        // The frame that ends the fade is silence itself.
        Assert.InRange(heard[0].Length, 59990, 60000);
        // Its end is whole, and its beginning up to the fade.
        Assert.Equal(Clips.Part(a, 58000, 60000), Ending(heard, 2000));
        Assert.Equal(Clips.Part(a, 0, 500), Beginning(heard, a, 500));
    }

    [Fact]
    public async Task Given_a_seek_then_it_goes_on_at_the_very_frame()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 60);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Do(new SeekTo(new(59.5)));
        Assert.Equal(59.5, (await rig.Event<Sought>()).Position.Value);
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound();
        Assert.InRange(heard[0].Length, 22050, 44100 * 30);
        // From behind the fade on every frame from 59.5 s to the end.
        Assert.Equal(Clips.Part(a, 44100 * 60 - 22050 + 400, 44100 * 60), Ending(heard, 22050 - 400));
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
        Assert.Equal(c, Ending(rig.Sound(), 4410));
    }

    [Fact]
    public async Task Given_edits_of_the_queue_while_it_plays_then_what_follows_is_what_stands_there_then()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 5);
        clips.Add("b", 44100);
        var c = clips.Add("c", 4410);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a", "b");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Enqueue("c");
        var entries = (await rig.Status()).Queue;
        await rig.Do(new RemoveEntries([entries[1].Id]));
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound();
        Assert.Equal(Clips.Part(Clips.Joined(a, c), 44100 * 4, 44100 * 5 + 4410), Ending(heard, 44100 + 4410));
        Assert.DoesNotContain(rig.Events.OfType<EntryBegan>(), e => e.Entry.Title == "b");
    }

    [Fact]
    public async Task Given_a_volume_then_samples_are_multiplied_and_the_light_goes_out()
    {
        var clips = new Clips();
        var a = clips.Add("a", 10000);
        await using var rig = new TransportRig(clips, change: s => s with { Volume = new(-6) });
        await rig.Enqueue("a");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        var gain = new Decibels(-6).Amplitude;
        Assert.Equal(a[0].Select(x => x * gain), rig.Sound()[0]);
        Assert.Equal(["the volume is -6 dB"], rig.Events.OfType<BitPerfectChanged>().Last().Reasons);
    }

    [Fact]
    public async Task Given_unity_and_the_files_own_format_then_it_is_said_to_be_bit_perfect()
    {
        var clips = new Clips();
        clips.Add("a", 10000);
        await using var rig = new TransportRig(clips, change: s => s with { IsBitPerfect = true });
        await rig.Enqueue("a");
        Assert.Contains("bits", Assert.IsType<Refused>(await rig.Ask(new SetVolume(new(-1)))).Problem);
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.True(rig.Events.OfType<BitPerfectChanged>().Single().IsBitPerfect);
    }

    [Fact]
    public async Task Given_bit_perfect_and_another_rate_to_one_file_then_that_entry_is_refused()
    {
        var clips = new Clips();
        var a = clips.Add("a", 10000);
        clips.Add("b", 10000, 48000);
        await using var rig = new TransportRig(clips, change: s => s with { IsBitPerfect = true });
        await rig.Enqueue("a", "b");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(a, rig.Sound());
        Assert.Contains("--bit-perfect", rig.Events.OfType<EntrySkipped>().Single().Problem);
    }

    [Fact]
    public async Task Given_a_loop_of_the_entry_then_it_comes_again_until_it_is_stopped_after()
    {
        var clips = new Clips();
        var a = clips.Add("a", 4410);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new SetLoop(LoopMode.Entry));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>(count: 3);
        await rig.Do(new Stop());
        Assert.Equal(TransportState.Stopped, (await rig.Status()).State);
        await rig.Event<StateChanged>(e => e.State == TransportState.Stopped);
        Assert.All(rig.Events.OfType<EntryBegan>(), e => Assert.Equal("a", e.Entry.Title));
        Assert.Equal(4410, a[0].Length);
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

    [Fact]
    public async Task Given_a_chain_then_everything_goes_through_it_and_nothing_of_its_delay_is_heard()
    {
        var clips = new Clips();
        var (a, b) = (clips.Add("a", 30000), clips.Add("b", 10000));
        // What is below the ceiling passes a limiter bit for bit, late by its look-ahead.
        await using var rig = new TransportRig(clips, change: s => s with
        {
            Chain = [new GainSpec(new(-6)), new LimiterSpec { Ceiling = new(0) }],
        });
        await rig.Enqueue("a", "b");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        var heard = rig.Sound();
        var gain = PortableMath.Amplitude(-6);
        Assert.All(Clips.Joined(a, b)[0].Zip(heard[0]), p => Assert.Equal(p.First * gain, p.Second, 1e-15));
        Assert.All(heard[0][40000..], x => Assert.Equal(0, x));
        Assert.Contains("a chain is in the way", rig.Events.OfType<BitPerfectChanged>().Last().Reasons);
    }

    [Fact]
    public async Task Given_a_chain_that_does_not_fit_then_it_ends_with_what_is_wrong()
    {
        var clips = new Clips();
        clips.Add("a", 30000);
        await using var rig = new TransportRig(clips, change: s => s with
        {
            Chain = [new GainSpec(new(-6)) { Channels = new ChannelList([5]) }],
        });
        await rig.Enqueue("a");
        await rig.Do(new Play());
        Assert.NotNull((await rig.Ended()).Problem);
        Assert.Single(rig.Events.OfType<OutputFailed>());
    }

    [Fact]
    public async Task Given_a_stage_that_fails_then_sound_goes_around_it_until_it_is_made_anew_and_at_last_for_good()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 30);
        await using var rig = new TransportRig(clips, isPaced: true, s => s with
        {
            Chain = [new GainSpec(new(-20)), new GainSpec(new(-1))],
        });
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        for (var failure = 1; failure <= 4; failure++)
        {
            rig.Tell(new OutputCommand.Inject(1, StageFault.NotFinite));
            Assert.Equal(failure == 4, (await rig.Event<Contracts.Transport.StageFailed>(count: failure)).IsGivenUp);
            if (failure < 4) await rig.Event<StageRestarted>(count: failure);
        }
        await rig.Do(new SeekTo(new(29)));
        Assert.Null((await rig.Ended()).Problem);
        Assert.All(rig.Events.OfType<Contracts.Transport.StageFailed>(), e => Assert.Equal("1 gain", e.Stage));
        Assert.Single(rig.Events.OfType<EntryEnded>());
        var heard = rig.Sound();
        // Noise of 0.5 at most: with the stage it is a tenth of that, around it 1 dB less than it was; never more.
        Assert.All(heard[0], x => Assert.True(Math.Abs(x) <= 0.5));
        var end = Ending(heard, 20000);
        var around = PortableMath.Amplitude(-1);
        Assert.All(a[0][^20000..].Zip(end[0]), p => Assert.Equal(p.First * around, p.Second, 1e-12));
        Assert.True(heard[0].Max() > 0.3, "around the stage it is loud");
    }

    [Fact]
    public async Task Given_seeks_while_it_pauses_then_they_add_up()
    {
        var clips = new Clips();
        var a = clips.Add("a", 44100 * 60);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Do(new Pause());
        await rig.Do(new SeekTo(new(40)));
        for (var k = 0; k < 3; k++)
        {
            await rig.Do(new SeekBy(new(5)));
            await Task.Delay(60, TestContext.Current.CancellationToken); // what is heard is told meanwhile
        }
        Assert.Equal(55, (await rig.Status()).Position.Value);
        await rig.Do(new SeekBy(new(4.5)));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(Clips.Part(a, 44100 * 60 - 22050 + 400, 44100 * 60), Ending(rig.Sound(), 22050 - 400));
        Assert.Single(rig.Events.OfType<EntryBegan>());
    }

    [Fact]
    public async Task Given_a_change_of_the_modes_right_after_next_then_the_next_one_plays()
    {
        var clips = new Clips();
        clips.Add("a", 44100 * 60);
        var b = clips.Add("b", 22050);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a", "b");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Do(new Next());
        await rig.Do(new SetStopAfterCurrent(true));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "b"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(b, Ending(rig.Sound(), 22050));
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

    [Fact]
    public async Task Given_an_entry_that_comes_when_the_last_one_was_read_to_its_end_then_it_is_played()
    {
        var clips = new Clips();
        var (a, b) = (clips.Add("a", 44100), clips.Add("b", 22050));
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await Task.Delay(200, TestContext.Current.CancellationToken); // a second is read at once
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
        await rig.Enqueue("a", "b", "c");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Event<QueueChanged>(e => e.Entries[1].Duration is not null); // it was opened, and is read
        await rig.Do(new RemoveEntries([(await rig.Status()).Queue[1].Id]));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "c"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(Clips.Part(Clips.Joined(a, c), 66150, 110250), Ending(rig.Sound(), 44100));
    }

    [Fact]
    public async Task Given_the_removal_of_what_plays_and_of_what_follows_then_the_first_that_is_left_plays()
    {
        var clips = new Clips();
        clips.Add("a", 44100 * 60);
        clips.Add("b", 44100 * 60);
        var c = clips.Add("c", 22050);
        await using var rig = new TransportRig(clips, isPaced: true);
        await rig.Enqueue("a", "b", "c");
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        var queue = (await rig.Status()).Queue;
        await rig.Do(new RemoveEntries([queue[0].Id, queue[1].Id]));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["a", "c"], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Title));
        Assert.Equal(c, Ending(rig.Sound(), 22050));
    }

    [Fact]
    public async Task Given_a_device_that_dithers_then_what_has_more_bits_is_not_bit_perfect_and_what_fits_is()
    {
        var clips = new Clips();
        var noise = clips.Add("a", 10000);
        var fitting = noise.Select(p => p.Select(x => Math.Floor(x * (1 << 23)) / (1 << 23)).ToArray()).ToArray();
        var clip = new SoundClip(new(new(44100), 2, 3), fitting) { Samples = SampleKind.S24 };
        clips.Add("b", () => new ClipSource(clip));
        var folder = Directory.CreateTempSubdirectory("nt-dither-");
        try
        {
            foreach (var (name, isExact) in new[] { ("a", false), ("b", true) })
            {
                var path = Path.Combine(folder.FullName, name + ".flac");
                await using var rig = new TransportRig(clips, device: $"file:{path}");
                await rig.Enqueue(name);
                await rig.Do(new Play());
                Assert.Null((await rig.Ended()).Problem);
                Assert.Equal(isExact, rig.Events.OfType<BitPerfectChanged>().Single().IsBitPerfect);
                using var reader = new NativeDecode().Open(path);
                var heard = new AudioBlock(2, 10000);
                Assert.Equal(10000, reader.Read(heard));
                if (isExact) for (var c = 0; c < 2; c++) Assert.Equal(fitting[c], heard.Channel(c));
                else Assert.Contains(Enumerable.Range(0, 10000), i => heard.Channel(0)[i] != Math.Round(noise[0][i] * (1 << 23)) / (1 << 23));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Given_the_fades_of_a_pause_to_a_device_that_dithers_then_the_light_goes_out_and_comes_back()
    {
        var clips = new Clips();
        var steps = Clips.Noise(2, 44100 * 3, 1).Select(p => p.Select(x => Math.Floor(x * 32768) / 32768).ToArray()).ToArray();
        var clip = new SoundClip(new(new(44100), 2, 3), steps) { Samples = SampleKind.S16 };
        clips.Add("a", () => new ClipSource(clip));
        var path = Path.Combine(Path.GetTempPath(), $"nt-{Guid.NewGuid():N}.flac");
        try
        {
            await using var rig = new TransportRig(clips, isPaced: true, device: $"file:{path}");
            await rig.Enqueue("a");
            await rig.Do(new Play());
            await rig.Event<BitPerfectChanged>(e => e.IsBitPerfect);
            await rig.Do(new Pause());
            Assert.Equal(["it is dithered to S24_3 at this moment"], (await rig.Event<BitPerfectChanged>(e => !e.IsBitPerfect)).Reasons);
            await rig.Do(new Play());
            await rig.Event<BitPerfectChanged>(e => e.IsBitPerfect, 2);
            Assert.Null((await rig.Ended()).Problem);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Given_bit_perfect_and_a_device_with_fewer_bits_then_the_entry_is_refused()
    {
        var clips = new Clips();
        clips.Add("a", 10000);
        var path = Path.Combine(Path.GetTempPath(), $"nt-{Guid.NewGuid():N}.flac");
        await using var rig = new TransportRig(clips, change: s => s with { IsBitPerfect = true, Output = s.Output with { Dithers = false, IsExact = true } }, device: $"file:{path}");
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Ended();
        Assert.Contains("--bit-perfect", rig.Events.OfType<EntrySkipped>().Single().Problem);
        Assert.Empty(rig.Events.OfType<EntryBegan>());
        File.Delete(path);
    }

    private static double[][] Ending(double[][] heard, int frames) => Clips.Part(heard, Math.Max(0, heard[0].Length - frames), heard[0].Length);

    private static double[][] Beginning(double[][] heard, double[][] clip, int frames)
    {
        var at = Array.IndexOf(heard[0], clip[0][0]);
        Assert.True(at >= 0);
        return Clips.Part(heard, at, at + frames);
    }
}
