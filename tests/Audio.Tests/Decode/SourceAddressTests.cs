using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Audio.Tests.Decode;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("/music/a song.flac", "file", "/music/a song.flac")]
    [InlineData("Intro: the first.flac", "file", "Intro: the first.flac")]
    [InlineData("Tone: a study.flac", "file", "Tone: a study.flac")]
    [InlineData("C:\\music\\a.flac", "file", "C:\\music\\a.flac")]
    [InlineData("a.flac", "file", "a.flac")]
    [InlineData("file:///music/a%20song%23.flac", "file", "/music/a song#.flac")]
    [InlineData("file://localhost/a.flac", "file", "/a.flac")]
    [InlineData("-", "stdin", "")]
    [InlineData("stdin:raw?rate=48000", "stdin", "raw?rate=48000")]
    [InlineData("tone:sine?hz=997", "tone", "sine?hz=997")]
    [InlineData("HTTPS://host/stream", "https", "//host/stream")]
    [InlineData("memory:clip", "memory", "clip")]
    public void Given_a_text_then_scheme_and_rest_are_found_and_it_reads_back(string text, string scheme, string rest)
    {
        var address = SourceAddress.Parse(text);
        Assert.Equal((scheme, rest), (address.Scheme, address.Rest));
        Assert.Equal(address, SourceAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("gopher://host/x")]
    [InlineData("file://elsewhere/share/a.flac")]
    [InlineData("file:///a%00b")]
    public void Given_what_is_no_address_then_it_is_refused(string text) => Assert.Throws<FormatException>(() => SourceAddress.Parse(text));

    [Fact]
    public void Given_a_file_named_like_a_scheme_then_its_text_still_means_the_file()
    {
        Assert.Equal("./tone:sine", SourceAddress.OfFile("tone:sine").ToString());
        Assert.Equal("./gopher://x", SourceAddress.OfFile("gopher://x").ToString());
    }

    [Fact]
    public void Given_exact_times_then_frames_are_the_nearest_and_compare_across_units()
    {
        Assert.Equal(588 * 123, new ExactTime(123, 75).At(new(44100)).Value);
        Assert.Equal(107, new ExactTime(1, 75).At(new(8000)).Value); // 106.67
        Assert.Equal(1, new ExactTime(1, 2).At(new(1)).Value);
        Assert.Equal(123456789012345, new ExactTime(123456789012345, 192000).At(new(192000)).Value);
        Assert.True(new ExactTime(75, 75) == new ExactTime(75, 75) && new ExactTime(1, 75) > new ExactTime(13, 1000) && new ExactTime(1, 75) < new ExactTime(14, 1000));
        Assert.Equal(0, new ExactTime(150, 75).CompareTo(new(2, 1)));
        Assert.Equal(0, default(ExactTime).At(new(44100)).Value);
    }
}
