using NTWorkstation.Nt.Commands.Match;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands;

public sealed class ReferenceArgumentTests
{
    [Theory]
    [InlineData("a.wav", "a.wav", 1)]
    [InlineData("a.wav:2.5", "a.wav", 2.5)]
    [InlineData("a:b.wav", "a:b.wav", 1)]
    [InlineData("a:b.wav:3", "a:b.wav", 3)]
    [InlineData("a:", "a:", 1)]
    [InlineData(":2", ":2", 1)]
    public void Given_a_text_then_a_number_after_the_last_colon_is_the_weight(string text, string path, double weight) =>
        Assert.Equal(new ReferenceArgument(path, weight), ReferenceArgument.Parse(text, _ => false, out _));

    [Fact]
    public void Given_a_file_whose_name_ends_like_a_weight_then_it_is_the_file() =>
        Assert.Equal(new ReferenceArgument("take:2", 1), ReferenceArgument.Parse("take:2", p => p == "take:2", out _));

    [Fact]
    public void Given_an_empty_path_then_it_is_refused()
    {
        Assert.Null(ReferenceArgument.Parse("", _ => false, out var error));
        Assert.Contains("empty", error);
    }

    [Theory]
    [InlineData("a.wav:0")]
    [InlineData("a.wav:-2")]
    [InlineData("a.wav:NaN")]
    [InlineData("a.wav:1e9")]
    public void Given_a_weight_out_of_its_range_then_it_is_refused(string text)
    {
        Assert.Null(ReferenceArgument.Parse(text, _ => false, out var error));
        Assert.Contains("weight", error);
    }
}
