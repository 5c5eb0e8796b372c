using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Studio.Capture;
using Xunit;

namespace NTWorkstation.Studio.Tests.Capture;

/// <summary>What becomes of what comes in, and of what does not.</summary>
public sealed class CaptureActorTests
{
    private static long[] Range(long from, long to) => [.. Enumerable.Range((int)from, (int)(to - from)).Select(i => (long)i)];

    [Fact]
    public async Task Given_a_source_when_it_is_stopped_then_the_file_holds_every_frame_and_has_its_name_only_then()
    {
        var input = new FakeInput();
        await using var rig = new CaptureRig(input);
        for (var i = 0; i < 10; i++) input.Bring(7000);
        await Wait.UntilAsync(() => input.IsDrained, "the taking of all that was brought");
        Assert.False(File.Exists(rig.File));
        rig.Stop();
        var result = await rig.Ended();
        Assert.Equal((CaptureEnd.Stopped, 70000, 0, true, 1), (result.End, result.Frames.Value, result.Missing.Value, result.IsExact, result.Streams));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(5), result.Start);
        Assert.Equal(Range(0, 70000), rig.Frames());
        Assert.True(input.IsDisposed);
    }

    [Fact]
    public async Task Given_a_duration_when_it_is_over_then_the_file_has_that_length_to_the_frame()
    {
        var input = new FakeInput();
        await using var rig = new CaptureRig(input, s => s with { Duration = new(0.5) });
        for (var i = 0; i < 30; i++) input.Bring(1001);
        var result = await rig.Ended();
        Assert.Equal((CaptureEnd.Complete, 24000), (result.End, result.Frames.Value));
        Assert.Equal(Range(0, 24000), rig.Frames());
    }

    [Theory]
    [InlineData(CaptureEventKind.Dropped)]
    [InlineData(CaptureEventKind.Interrupted)]
    public async Task Given_frames_that_are_lost_then_silence_keeps_their_place_and_it_is_told(CaptureEventKind kind)
    {
        var input = new FakeInput();
        await using var rig = new CaptureRig(input);
        input.Bring(5000);
        input.Lose(300, kind);
        input.Bring(700);
        await Wait.UntilAsync(() => input.IsDrained, "the taking of all that was brought");
        rig.Stop();
        var result = await rig.Ended();
        Assert.Equal(new CaptureGap(kind, new(5000), new(300)), Assert.Single(result.Gaps));
        Assert.Equal((300, false), (result.Missing.Value, result.IsExact));
        Assert.Equal([.. Range(0, 5000), .. new long[300], .. Range(5300, 6000)], rig.Frames());
        Assert.Contains(rig.Told, t => t is CaptureTold.Gap);
    }

    [Fact]
    public async Task Given_a_source_that_vanishes_then_the_file_is_completed_and_the_reason_told()
    {
        var input = new FakeInput();
        await using var rig = new CaptureRig(input);
        input.Bring(9000);
        input.Vanish("pulled out");
        var result = await rig.Ended();
        Assert.Equal((CaptureEnd.Vanished, "pulled out"), (result.End, result.Problem));
        Assert.Equal(Range(0, 9000), rig.Frames());
    }

    [Fact]
    public async Task Given_an_application_that_falls_silent_when_it_plays_again_then_as_much_silence_is_between()
    {
        var input = new FakeInput();
        await using var rig = new CaptureRig(input);
        input.Bring(2000);
        input.Mark(CaptureEventKind.StreamEnded);
        input.BringSilence(10000);
        input.Mark(CaptureEventKind.StreamBegan);
        input.Bring(2000);
        await Wait.UntilAsync(() => input.IsDrained, "the taking of all that was brought");
        rig.Stop();
        var result = await rig.Ended();
        Assert.Equal((10000, 2), (result.Silence.Value, result.Streams));
        Assert.Equal([.. Range(0, 2000), .. new long[10000], .. Range(2000, 4000)], rig.Frames());
        Assert.Equal(new long[] { 2000, 12000 }, rig.Told.Select(t => t switch { CaptureTold.StreamEnded e => e.At.Value, CaptureTold.StreamBegan b => b.At.Value, _ => -1 }).Where(a => a >= 0));
    }

    [Fact]
    public async Task Given_an_application_that_does_not_play_again_when_patience_is_over_then_the_file_ends_with_its_last_sound()
    {
        var input = new FakeInput();
        await using var rig = new CaptureRig(input);
        input.Bring(2000);
        input.Mark(CaptureEventKind.StreamEnded);
        input.BringSilence(24001);
        var result = await rig.Ended();
        Assert.Equal(CaptureEnd.Vanished, result.End);
        Assert.Equal(Range(0, 2000), rig.Frames());
    }

    [Fact]
    public async Task Given_an_application_that_is_silent_when_stopped_or_the_duration_is_over_then_the_silence_is_in_the_file()
    {
        var input = new FakeInput();
        await using var rig = new CaptureRig(input, s => s with { Duration = new(0.25) });
        input.Bring(2000);
        input.Mark(CaptureEventKind.StreamEnded);
        input.BringSilence(15000);
        var result = await rig.Ended();
        Assert.Equal((CaptureEnd.Complete, 12000), (result.End, result.Frames.Value));
        Assert.Equal([.. Range(0, 2000), .. new long[10000]], rig.Frames());
    }

    [Fact]
    public async Task Given_a_source_that_is_not_there_yet_then_it_is_waited_for_and_the_file_begins_with_it()
    {
        var input = new FakeInput { Refusal = new(MediaFault.NotFound, "nobody plays") };
        await using var rig = new CaptureRig(input, s => s with { Patience = new(60) });
        await Wait.UntilAsync(() => input.Opened >= 2, "a second attempt");
        Assert.Empty(Directory.GetFileSystemEntries(rig.Folder));
        input.Refusal = null;
        input.Bring(100);
        await Wait.UntilAsync(() => input.IsDrained, "the taking of all that was brought");
        rig.Stop();
        Assert.Equal(CaptureEnd.Stopped, (await rig.Ended()).End);
        Assert.Equal(Range(0, 100), rig.Frames());
        Assert.Equal("nobody plays", Assert.Single(rig.Told.OfType<CaptureTold.Awaited>()).Problem);
    }

    [Fact]
    public async Task Given_a_source_that_never_comes_when_patience_is_over_or_it_is_stopped_then_there_is_no_file()
    {
        var input = new FakeInput { Refusal = new(MediaFault.NotFound, "nobody plays") };
        await using (var rig = new CaptureRig(input, s => s with { Patience = new(0) }))
        {
            var result = await rig.Ended();
            Assert.Equal((CaptureEnd.Failed, "nobody plays", null), (result.End, result.Problem, result.Format));
            Assert.Empty(Directory.GetFileSystemEntries(rig.Folder));
        }
        await using var other = new CaptureRig(input, s => s with { Patience = new(3600) });
        await Wait.UntilAsync(() => other.Told.Any(t => t is CaptureTold.Awaited), "word of waiting");
        other.Stop();
        Assert.Equal(CaptureEnd.Failed, (await other.Ended()).End);
        Assert.Empty(Directory.GetFileSystemEntries(other.Folder));
    }

    [Fact]
    public async Task Given_a_source_that_cannot_be_had_or_a_file_that_cannot_be_made_then_it_fails_at_once_and_nothing_is_left()
    {
        var input = new FakeInput { Refusal = new(MediaFault.Unsupported, "no such rate") };
        await using (var rig = new CaptureRig(input)) Assert.Equal("no such rate", (await rig.Ended()).Problem);
        Assert.Equal(1, input.Opened);
        var second = new FakeInput();
        await using (var rig = new CaptureRig(second, s => s with { Path = Path.Combine(s.Path, "absent", "x.wav") }))
            Assert.NotNull((await rig.Ended()).Format);
        Assert.True(second.IsDisposed);
        var third = new FakeInput();
        await using (var rig = new CaptureRig(third, s => s with { Encoding = _ => throw new ArgumentException("it holds no such thing") }))
            Assert.Equal("it holds no such thing", (await rig.Ended()).Problem);
        Assert.True(third.IsDisposed);
    }

    [Fact]
    public async Task Given_a_file_of_fewer_bits_or_a_source_that_is_converted_meanwhile_then_it_is_not_called_exact()
    {
        var input = new FakeInput { Given = new FakeInput().Given with { Samples = DeviceSamples.F32 } };
        await using (var rig = new CaptureRig(input))
        {
            input.Bring(10);
            await Wait.UntilAsync(() => input.IsDrained, "the taking of all that was brought");
            rig.Stop();
            Assert.False((await rig.Ended()).IsExact);
        }
        var other = new FakeInput();
        await using var second = new CaptureRig(other);
        other.Bring(10);
        await Wait.UntilAsync(() => other.IsDrained, "the taking of all that was brought");
        other.Given = other.Given with { IsExact = false };
        other.Bring(10);
        await Wait.UntilAsync(() => other.IsDrained, "the taking of all that was brought");
        second.Stop();
        Assert.False((await second.Ended()).IsExact);
    }

    [Fact]
    public async Task Given_a_disk_that_fills_up_then_the_file_is_whole_and_holds_what_came_until_then()
    {
        await using var disk = await SmallDisk.MountAsync("8m");
        Assert.SkipWhen(disk is null, SmallDisk.NotMounted);
        var input = new FakeInput();
        await using var rig = new CaptureRig(input, folder: disk.Folder);
        const int second = 48000;
        for (var brought = second; brought < 20 * second && !rig.Told.OfType<CaptureTold.Ended>().Any(); brought += second)
        {
            input.Bring(second);
            await Wait.UntilAsync(() => rig.Told.Any(t => t is CaptureTold.Ended || t is CaptureTold.Progress p && p.Written.Value >= brought), "what was brought in the file");
        }
        var result = await rig.Ended();
        Assert.Equal(CaptureEnd.Cut, result.End);
        Assert.Equal(MediaFault.NoSpace, Assert.IsType<MediaException>(result.Failure).Fault);
        Assert.Contains(rig.File, result.Problem, StringComparison.Ordinal);
        // More than half of the disk, and every frame of it.
        Assert.InRange(result.Frames.Value, 10 * second, 20 * second);
        Assert.Equal(Enumerable.Range(0, (int)result.Frames.Value).Select(n => (long)n), rig.Frames());
    }

    [Fact]
    public async Task Given_a_disk_that_is_full_already_then_it_is_said_before_anything_is_lost_and_no_file_is_left()
    {
        await using var disk = await SmallDisk.MountAsync("1m");
        Assert.SkipWhen(disk is null, SmallDisk.NotMounted);
        await using var rig = new CaptureRig(new FakeInput(), folder: disk.Folder);
        var result = await rig.Ended();
        Assert.Equal(CaptureEnd.Failed, result.End);
        Assert.Equal(MediaFault.NoSpace, Assert.IsType<MediaException>(result.Failure).Fault);
        Assert.Empty(Directory.GetFiles(disk.Folder, "*", new EnumerationOptions { AttributesToSkip = 0 }));
    }
}
