using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode;

public sealed class PairSourceTests
{
    [Fact]
    public void Given_two_sounds_then_their_channels_stand_side_by_side_at_their_gains_until_the_shorter_one_ends()
    {
        var (a, b) = (Noise(2, 5000, 1), Noise(2, 3001, 2));
        using var pair = new PairSource(Source(a), Source(b), (1, 0.5));
        Assert.Equal(new FrameCount(3001), pair.Info.Length);
        var block = new AudioBlock(4, 1000);
        var at = 0;
        while (pair.Read(block) > 0)
        {
            for (var k = 0; k < block.Frames; k++)
            {
                Assert.Equal(a[1][at + k], block.Channel(1)[k]);
                Assert.Equal(b[0][at + k] * 0.5, block.Channel(2)[k]);
            }
            at += block.Frames;
        }
        Assert.Equal(3001, at);
        pair.Seek(new(2000));
        Assert.Equal(1000, pair.Read(block));
        Assert.Equal(a[0][2000], block.Channel(0)[0]);
        Assert.Equal(b[1][2999] * 0.5, block.Channel(3)[999]);
    }

    [Fact]
    public void Given_a_mono_one_then_it_is_spread_over_the_channels_of_the_other()
    {
        var (a, b) = (Noise(1, 100, 1), Noise(2, 100, 2));
        using var pair = new PairSource(Source(a), Source(b), (1, 1));
        Assert.Equal(2, pair.Each);
        var block = new AudioBlock(4, 100);
        pair.Read(block);
        Assert.Equal(a[0], block.Channel(0).ToArray());
        Assert.Equal(a[0], block.Channel(1).ToArray());
        Assert.Equal(b[1], block.Channel(3).ToArray());
    }

    [Fact]
    public void Given_sounds_that_do_not_go_together_then_they_are_refused()
    {
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => new PairSource(Source(Noise(2, 10, 1)), Source(Noise(2, 10, 1), 48000), (1, 1))).Fault);
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => new PairSource(Source(Noise(6, 10, 1)), Source(Noise(2, 10, 1)), (1, 1))).Fault);
    }

    private static ClipSource Source(double[][] planes, int rate = 44100) => new(new SoundClip(new(new(rate), planes.Length, AudioFormat.DefaultMask(planes.Length)), planes));
}
