using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Output;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

public sealed class TransportChainTests
{
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
        await rig.PlayToEnd("a", "b");
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
        await rig.Play("a");
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
        var end = Clips.Ending(heard, 20000);
        var around = PortableMath.Amplitude(-1);
        Assert.All(a[0][^20000..].Zip(end[0]), p => Assert.Equal(p.First * around, p.Second, 1e-12));
        Assert.True(heard[0].Max() > 0.3, "around the stage it is loud");
    }
}
