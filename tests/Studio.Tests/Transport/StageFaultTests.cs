using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Output;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>A stage that fails while it plays, read from what was heard: the sound counts its frames, so that each one says where it is and what it went through.</summary>
public sealed class StageFaultTests
{
    private const int Rate = 44100, Frames = 6 * Rate, Fade = Rate / 100;
    private const double Quiet = 0.1;

    [Theory]
    [InlineData(StageFault.NotFinite)]
    [InlineData(StageFault.Refused)]
    [InlineData(StageFault.OverBudget)]
    public async Task Given_a_stage_that_fails_then_the_sound_goes_around_it_within_10_ms_and_back_once_it_is_made_anew_and_no_frame_moves(StageFault fault)
    {
        var clips = new Clips();
        var plane = Enumerable.Range(1, Frames).Select(k => k * 0.25 / Frames).ToArray();
        clips.Add("ramp", () => new ClipSource(new SoundClip(new(new(Rate), 2, AudioFormat.DefaultMask(2)), [plane, plane])));
        await using var rig = new TransportRig(clips, isPaced: true, s => s with { Chain = [new GainSpec(new(-20))], Output = s.Output with { Latency = new(0.5) } });
        await rig.Enqueue("ramp");
        await rig.Do(new Play());
        await rig.Comes(Rate);
        rig.Tell(new OutputCommand.Inject(1, fault));
        await rig.Event<Contracts.Transport.StageFailed>();
        await rig.Event<StageRestarted>();
        Assert.Null((await rig.Ended()).Problem);

        var heard = rig.Sound();
        Assert.Equal(Frames, heard[0].Length);
        Assert.Equal(heard[0], heard[1]);
        var shares = heard[0].Zip(plane, (y, x) => y / x).ToArray();
        // What fades out is the last value that the stage had given: beside a sound that rises it falls a little.
        var around = Array.FindIndex(shares, s => Math.Abs(s - Quiet) > 1e-9);
        var whole = Array.FindIndex(shares, s => s > 1 - 1e-9);
        var back = Array.FindIndex(shares, whole, s => s < 1 - 1e-9);
        var again = Array.FindIndex(shares, back, s => s < Quiet + 1e-9);
        Assert.InRange(around, Rate, Frames);
        Assert.InRange(whole - around, 1, Fade);
        Assert.InRange(again - back, 1, 3 * Fade);
        Assert.All(shares[..around], s => Assert.Equal(Quiet, s, 1e-9));
        Assert.All(shares[whole..back], s => Assert.Equal(1, s, 1e-9));
        Assert.All(shares[again..], s => Assert.Equal(Quiet, s, 1e-9));
        // Between them it rises, or falls: no step, and nothing louder than the sound.
        for (var k = around; k < whole; k++) Assert.InRange(shares[k] - shares[k - 1], -1e-4, 0.02);
        for (var k = back; k < again; k++) Assert.InRange(shares[k - 1] - shares[k], 0, 0.02);
    }
}
