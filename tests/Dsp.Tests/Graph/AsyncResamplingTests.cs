using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Graph;

/// <summary>Two clocks through the binding; the samples' quality is the native tests' matter.</summary>
public sealed class AsyncResamplingTests
{
    private static readonly SampleRate Cd = new(44100), Dat = new(48000);

    [Theory]
    [InlineData(AsyncResampling.Standard)]
    [InlineData(AsyncResampling.LowLatency)]
    public void Given_a_factor_then_the_output_shows_the_input_at_the_place_reported(AsyncResampling kind)
    {
        using var resampler = new NativeAsyncResampling().Create(Cd, Dat, 1, 0.01, 4096, kind);
        resampler.Glide(1.005, 0);
        var (input, output) = (new AudioBlock(1, 4096), new AudioBlock(1, 8192));
        var made = new List<double>();
        for (long at = 0; at < 12288; at += 4096)
        {
            input.Frames = 4096;
            for (var i = 0; i < 4096; i++) input.Plane(0)[i] = Math.Sin(0.1 * (at + i));
            Assert.Equal(4096, resampler.Process(input, output));
            made.AddRange(output.Channel(0));
        }
        Assert.InRange(made.Count, 8000, 13400);
        var step = 44100.0 / 48000 * 1.005;
        Assert.Equal(made.Count * step, resampler.Place, 1e-6);
        for (var j = 2000; j < made.Count; j++) Assert.Equal(Math.Sin(0.1 * step * j), made[j], 1e-7);
        Assert.True(kind == AsyncResampling.Standard || resampler.Latency.Value <= 64);
        Assert.InRange(resampler.PassBand.Value, 19000, 22050);
    }

    [Fact]
    public void Given_a_reader_of_a_slower_clock_then_the_control_holds_the_fill()
    {
        using var control = new NativeAsyncResampling().Control(Cd, new(2000), 0.001);
        var (factor, place) = (1.0, 0.0);
        for (var i = 1; i < 6000; i++)
        {
            // The source's crystal counts 100 ppm more than the reader's.
            var now = new Seconds(i * 0.01);
            place += factor * 441;
            factor = control.Update(now, place, now, new((long)(2000 + i * 441 * 1.0001)));
        }
        Assert.True(control.IsLocked);
        Assert.Equal(1.0001, factor, 1e-6);
        Assert.Equal(2000, control.Fill, 10.0);
    }

    [Fact]
    public void Given_absurd_arguments_then_each_is_refused()
    {
        var resampling = new NativeAsyncResampling();
        Assert.Throws<ArgumentException>(() => resampling.Create(Cd, Dat, 1, 0.5, 256, AsyncResampling.Standard));
        Assert.Throws<ArgumentOutOfRangeException>(() => resampling.Create(Cd, Dat, 0, 0.1, 256, AsyncResampling.Standard));
        Assert.Throws<ArgumentException>(() => resampling.Control(Cd, new(100), 0));
        using var resampler = resampling.Create(Cd, Dat, 1, 0.001, 256, AsyncResampling.Standard);
        Assert.Throws<ArgumentException>(() => resampler.Glide(1.01, 100));
        Assert.Throws<ArgumentException>(() => resampler.Process(new AudioBlock(2, 16), new AudioBlock(1, 16)));
    }
}
