using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

public sealed class RateFitTests
{
    private static CompressorSpec Band(double threshold) => new() { Threshold = new(threshold), Ratio = 2 };

    private static readonly StyleParams Style = new()
    {
        Multiband = new MultibandSpec([Band(-10), Band(-20), Band(-30), Band(-40)], [new(120), new(1000), new(5000)]),
        Stereo = new WidthSpec([0.8, 1, 1.2, 1.4], [new(200), new(1000), new(5000)]),
        Exciter = new ExciterSpec(new(6), 0.2, new(6000)),
    };

    [Fact]
    public void Given_a_usual_rate_then_nothing_changes() => Assert.Equal(Style, RateFit.At(Style, new SampleRate(44100)));

    [Fact]
    public void Given_8_kHz_then_what_lies_above_its_reach_is_left_out()
    {
        var fitted = RateFit.At(Style, new SampleRate(8000));
        Assert.Equal([-10.0, -20, -30], fitted.Multiband!.Bands.Select(b => b.Threshold.Value));
        Assert.Equal([120.0, 1000], fitted.Multiband.Crossovers.Select(c => c.Value));
        Assert.Equal([200.0, 1000, 3600], fitted.Stereo!.Crossovers.Select(c => c.Value));
        Assert.Null(fitted.Exciter);
    }

    [Fact]
    public void Given_a_rate_below_every_crossover_then_the_lowest_band_is_a_plain_compressor()
    {
        var fitted = RateFit.At(Style with { Multiband = Style.Multiband! with { Crossovers = [new(900), new(1000), new(5000)] } }, new SampleRate(1000));
        Assert.Null(fitted.Multiband);
        Assert.Equal(-10, fitted.Compressor!.Threshold.Value);
        Assert.True(fitted.Stereo!.Crossovers.Zip(fitted.Stereo.Crossovers.Skip(1), (a, b) => a.Value < b.Value).All(rising => rising));
        Assert.True(fitted.Stereo.Crossovers[^1].Value <= 450);
    }
}
