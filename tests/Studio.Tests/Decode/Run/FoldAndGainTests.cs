using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Studio.Tests.Decode.Run;

public sealed class FoldAndGainTests
{
    private const double Minus3 = 0.70710678118654752440;

    private static AudioFormat Layout(int channels, ulong mask = 0) => new(new(48000), channels, mask);

    private static double[] Row(ChannelFold fold, int output) => [.. Enumerable.Range(0, fold.Inputs).Select(i => fold[output, i])];

    [Fact]
    public void Given_layouts_then_what_is_missing_goes_to_its_neighbours()
    {
        Assert.Null(ChannelFold.Between(Layout(2), Layout(2, 3)));
        Assert.Null(ChannelFold.Between(Layout(6, 0x60F), Layout(6, 0x3F))); // one pair of surrounds, whichever name it has
        var five = ChannelFold.Between(Layout(6), Layout(2))!;
        Assert.Equal([1, 0, Minus3, 0, Minus3, 0], Row(five, 0));
        Assert.Equal([0, 1, Minus3, 0, 0, Minus3], Row(five, 1));
        var mono = ChannelFold.Between(Layout(2), Layout(1))!;
        Assert.Equal([0.5, 0.5], Row(mono, 0));
        var up = ChannelFold.Between(Layout(2), Layout(6))!;
        Assert.Equal([[1.0, 0], [0, 1], [0, 0], [0, 0], [0, 0], [0, 0]], Enumerable.Range(0, 6).Select(o => Row(up, o)));
        var seven = ChannelFold.Between(Layout(8), Layout(6))!; // back and side: the back pair goes 3 dB lower to the front
        Assert.Equal([1, 0, 0, 0, Minus3, 0, 0, 0], Row(seven, 0));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 0], Row(seven, 4));
        var unknown = ChannelFold.Between(Layout(5), Layout(3))!;
        Assert.Equal([0, 1, 0, 0, 0], Row(unknown, 1));
        var quad = ChannelFold.Between(Layout(1), Layout(2))!;
        Assert.Equal([1.0, 1.0], [quad[0, 0], quad[1, 0]]);
    }

    private static LevelGains Tags(params (string Key, string Value)[] tags) =>
        LevelGains.Of(new() { Entries = [.. tags.Select(t => new KeyValuePair<string, string>(t.Key, t.Value))] });

    [Fact]
    public void Given_tags_then_the_factor_is_their_gain_and_the_peak_bounds_it()
    {
        var gains = Tags(("REPLAYGAIN_TRACK_GAIN", "-6.02 dB"), ("replaygain_track_peak", "0.9"), ("replaygain_album_gain", "+7.5dB"), ("replaygain_album_peak", "0.5"));
        Assert.Equal(1, GainPolicy.Off.Factor(gains));
        Assert.Equal(Math.Pow(10, -6.02 / 20), new GainPolicy(LevelMode.Track).Factor(gains), 1e-15);
        Assert.Equal(2, new GainPolicy(LevelMode.Album).Factor(gains), 1e-15); // 1 / 0.5 is less than 7.5 dB
        Assert.Equal(Math.Pow(10, 7.5 / 20), new GainPolicy(LevelMode.Album, PreventsClipping: false).Factor(gains), 1e-14);
        Assert.Equal(Math.Pow(10, -3.02 / 20), new GainPolicy(LevelMode.Track, PreAmp: new(3)).Factor(gains), 1e-15);
        Assert.Equal(1, new GainPolicy(LevelMode.Track, PreAmp: new(3)).Factor(LevelGains.None));
        Assert.Equal(Math.Pow(10, -0.2), new GainPolicy(LevelMode.Track, Untagged: new(-4)).Factor(LevelGains.None), 1e-15);
        // Where the one is missing, the other counts.
        Assert.Equal(Math.Pow(10, -0.1), new GainPolicy(LevelMode.Track).Factor(Tags(("replaygain_album_gain", "-2"))), 1e-15);
        Assert.Equal(Math.Pow(10, -0.1), new GainPolicy(LevelMode.Album).Factor(Tags(("replaygain_track_gain", "-2"))), 1e-15);
    }

    [Theory]
    [InlineData("R128_TRACK_GAIN", "-1280", 0.0)]
    [InlineData("R128_TRACK_GAIN", "256", 6.0)]
    [InlineData("R128_TRACK_GAIN", "99999", null)]
    [InlineData("replaygain_track_gain", "-3,5 dB", null)]
    [InlineData("replaygain_track_gain", "loud", null)]
    [InlineData("replaygain_track_gain", "1e9 dB", null)]
    [InlineData("replaygain_track_gain", " 2.25 DB ", 2.25)]
    public void Given_a_tag_then_it_is_read_or_left(string key, string value, double? expected) => Assert.Equal(expected, Tags((key, value)).Track?.Value);
}
