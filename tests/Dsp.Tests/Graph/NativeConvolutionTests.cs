using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Graph;

public sealed class NativeConvolutionTests
{
    private const int Frames = 4096;
    private readonly NativeConvolution _convolution = new();

    private static double[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
    }

    private static ConvolverSpec Spec(int channels, IReadOnlyList<ConvolverRoute> routes) =>
        new() { Rate = new SampleRate(48000), Inputs = channels, Outputs = channels, Routes = routes };

    private static AudioBlock Block(params double[][] planes)
    {
        var block = new AudioBlock(planes.Length, planes[0].Length) { Frames = planes[0].Length };
        for (var c = 0; c < planes.Length; c++) planes[c].CopyTo(block.Channel(c));
        return block;
    }

    private static double Sum(double[] h, double[] x, int n)
    {
        var sum = 0.0;
        for (var k = 0; k < h.Length && k <= n; k++) sum += h[k] * x[n - k];
        return sum;
    }

    [Fact]
    public void Given_four_responses_when_convolved_in_true_stereo_then_both_outputs_are_the_textbooks_sums()
    {
        var h = Enumerable.Range(0, 4).Select(i => Noise(1500, i)).ToArray();
        var (left, right) = (Noise(Frames, 10), Noise(Frames, 11));
        using var convolver = _convolution.Build(Spec(2, ConvolverRoute.TrueStereo), [.. h]);
        var output = new AudioBlock(2, Frames);
        convolver.Process(Block(left, right), output);
        Assert.Equal(Frames, output.Frames);
        for (var n = 0; n < Frames; n += 101)
        {
            Assert.Equal(Sum(h[0], left, n) + Sum(h[2], right, n), output.Channel(0)[n], 1e-12);
            Assert.Equal(Sum(h[1], left, n) + Sum(h[3], right, n), output.Channel(1)[n], 1e-12);
        }
        Assert.Equal(FrameCount.Zero, convolver.Describe().Latency);
        Assert.Equal(new FrameCount(1499), convolver.Describe().Tail);
    }

    [Fact]
    public void Given_a_state_when_loaded_elsewhere_then_the_stream_goes_on_with_the_same_samples()
    {
        var h = Noise(3000, 1);
        var x = Noise(2 * Frames, 2);
        var spec = Spec(1, ConvolverRoute.OneForAll(1));
        using var whole = _convolution.Build(spec, [h]);
        using var first = _convolution.Build(spec, [h]);
        using var second = _convolution.Build(spec, [h]);
        var expected = Block(x);
        whole.Process(expected, expected);
        var begin = Block(x[..1000]);
        first.Process(begin, begin);
        second.LoadState(first.SaveState());
        var end = Block(x[1000..]);
        second.Process(end, end);
        Assert.Equal(expected.Channel(0)[..1000], begin.Channel(0));
        Assert.Equal(expected.Channel(0)[1000..], end.Channel(0));
    }

    [Fact]
    public void Given_a_live_stream_when_its_response_is_swapped_then_the_new_one_is_heard_after_the_fade()
    {
        var spec = Spec(1, ConvolverRoute.OneForEach(1)) with { Live = true, Fade = new FrameCount(100) };
        using var convolver = _convolution.Build(spec, [new double[] { 1, 0, 0 }]);
        var x = Noise(Frames, 3);
        var block = Block(x);
        convolver.Process(block, block);
        Assert.Equal(x[Frames - 1], block.Channel(0)[Frames - 1], 1e-15);
        convolver.Swap([new double[] { 0, 0, -2 }]);
        Assert.True(convolver.Describe().IsSwapping);
        Assert.Throws<InvalidOperationException>(() => convolver.Swap([new double[] { 0, 0, -2 }]));
        block = Block(x);
        convolver.Process(block, block);
        for (var n = 2000; n < Frames; n++) Assert.Equal(-2 * x[n - 2], block.Channel(0)[n], 1e-14);
        Assert.Equal((1L, 0L, false), (convolver.Describe().Swaps, convolver.Describe().SwapsFailed, convolver.Describe().IsSwapping));
    }

    [Fact]
    public void Given_wrong_responses_or_blocks_then_an_argument_exception_names_them()
    {
        var spec = Spec(1, ConvolverRoute.OneForAll(1));
        Assert.Contains("no impulse response", Assert.Throws<ArgumentException>(() => _convolution.Build(spec, [])).Message, StringComparison.Ordinal);
        Assert.Contains("differ", Assert.Throws<ArgumentException>(() => _convolution.Build(spec, [new double[2], new double[3]])).Message, StringComparison.Ordinal);
        Assert.Contains("48", Assert.Throws<ArgumentException>(() => _convolution.Build(spec with { Block = 48 }, [new double[2]])).Message, StringComparison.Ordinal);
        using var convolver = _convolution.Build(spec, [new double[2]]);
        Assert.Throws<ArgumentException>(() => convolver.Process(new AudioBlock(2, 64), new AudioBlock(1, 64)));
        Assert.Throws<ArgumentException>(() => convolver.Process(new AudioBlock(1, 64), new AudioBlock(2, 64)));
    }
}
