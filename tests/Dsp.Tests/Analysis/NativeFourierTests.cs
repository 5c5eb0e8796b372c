using NTWorkstation.Dsp.Analysis;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Analysis;

public sealed class NativeFourierTests
{
    private readonly NativeFourier _fourier = new();

    [Theory]
    [InlineData(16)]
    [InlineData(2048)]
    public void Given_a_full_scale_cosine_on_a_bin_then_that_bin_alone_is_half_the_size(int size)
    {
        using var fft = _fourier.Real(size);
        var input = Enumerable.Range(0, size).Select(i => Math.Cos(2 * Math.PI * 3 * i / size)).ToArray();
        var re = new double[fft.Bins];
        var im = new double[fft.Bins];
        fft.Forward(input, re, im);
        for (var k = 0; k < fft.Bins; k++)
        {
            Assert.Equal(k == 3 ? size / 2.0 : 0.0, re[k], 1e-11);
            Assert.Equal(0.0, im[k], 1e-11);
        }
    }

    [Fact]
    public void Given_noise_when_transformed_forth_and_back_then_it_is_what_it_was()
    {
        using var fft = _fourier.Real(4096);
        var random = new Random(1);
        var input = Enumerable.Range(0, 4096).Select(_ => random.NextDouble() - 0.5).ToArray();
        var re = new double[fft.Bins];
        var im = new double[fft.Bins];
        var output = new double[4096];
        fft.Forward(input, re, im);
        fft.Inverse(re, im, output);
        for (var i = 0; i < input.Length; i++) Assert.Equal(input[i], output[i], 1e-14);
    }

    [Fact]
    public void Given_a_wrong_size_or_a_short_span_then_an_argument_exception_names_it()
    {
        Assert.Contains("44", Assert.Throws<ArgumentException>(() => _fourier.Real(44)).Message, StringComparison.Ordinal);
        using var fft = _fourier.Real(64);
        var error = Assert.Throws<ArgumentException>(() => fft.Forward(new double[64], new double[32], new double[33]));
        Assert.Equal("real", error.ParamName);
    }
}
