using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.TestSignal;
using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Audio.Tests.Decode.TestSignal;

public sealed class TestSignalTests
{
    private static double[][] Read(string rest, int frames, long from = 0, int blockFrames = 1000)
    {
        using var source = new TestSignalSource(TestSignalSpec.Parse(rest));
        if (from > 0) source.Seek(new(from));
        var block = new AudioBlock(source.Info.Format.Channels, blockFrames);
        var planes = Enumerable.Range(0, block.Channels).Select(_ => new List<double>()).ToArray();
        while (planes[0].Count < frames && source.Read(block) > 0)
            for (var c = 0; c < block.Channels; c++) planes[c].AddRange(block.Channel(c));
        return [.. planes.Select(p => p.Take(frames).ToArray())];
    }

    [Fact]
    public void Given_a_sine_then_each_sample_is_the_sine_of_its_frame()
    {
        var planes = Read("sine?hz=997&db=-20&seconds=10&rate=48000&channels=2", 480000);
        Assert.Equal(480000, planes[0].Length);
        for (var i = 0; i < planes[0].Length; i++)
        {
            // The turn by whole numbers: 997 i mod 48000.
            var exact = 0.1 * Math.Sin(2 * Math.PI * (997L * i % 48000) / 48000);
            Assert.Equal(exact, planes[0][i], 1e-13);
        }
        Assert.Equal(planes[0], planes[1]);
    }

    [Fact]
    public void Given_a_sweep_then_its_frequency_rises_by_equal_octaves_in_equal_times()
    {
        var sweep = Read("sweep?from=20&to=20480&db=0&seconds=10&rate=48000&channels=1", 500000)[0];
        Assert.Equal(480000, sweep.Length);
        // Ten octaves in ten seconds: turns from zero crossings over the second around each octave's middle.
        for (var second = 0; second < 10; second++)
        {
            var crossings = 0;
            for (var i = second * 48000 + 1; i < (second + 1) * 48000; i++)
                if (sweep[i - 1] < 0 && sweep[i] >= 0) crossings++;
            var turns = 20 * Math.Pow(2, second) / Math.Log(2); // the integral of the frequency over its octave
            Assert.True(Math.Abs(crossings - turns) <= 1.5, $"second {second}: {crossings} turns instead of {turns:0.0}");
        }
    }

    [Theory]
    [InlineData("white?db=-20&channels=2", 0)]
    [InlineData("pink?db=-20&channels=2", -10)]
    public void Given_noise_then_level_spectrum_and_independence_are_as_stated(string rest, double perDecade)
    {
        var planes = Read(rest, 1 << 19);
        foreach (var plane in planes) Assert.Equal(-20, 10 * Math.Log10(plane.Average(x => x * x)), 0.3);
        var correlation = planes[0].Zip(planes[1], (a, b) => a * b).Average() / planes[0].Average(x => x * x);
        Assert.True(Math.Abs(correlation) < 0.05, $"correlation {correlation}");
        // Power at two frequencies a decade apart (mean over Goertzel bins of many blocks).
        double[] centres = [200, 2000, 15000];
        var levels = centres.Select(f => 10 * Math.Log10(Power(planes[0], f / 48000))).ToArray();
        Assert.Equal(perDecade, levels[1] - levels[0], 1.0);
        Assert.Equal(perDecade * Math.Log10(7.5), levels[2] - levels[1], 1.0);
    }

    private static double Power(double[] samples, double frequency)
    {
        const int block = 4096;
        double sum = 0;
        var count = 0;
        for (var at = 0; at + block <= samples.Length; at += block)
            for (var bin = -4; bin <= 4; bin++, count++)
            {
                double re = 0, im = 0, w = 2 * Math.PI * (frequency * (1 + bin * 0.02));
                for (var i = 0; i < block; i++)
                {
                    var hann = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / block);
                    re += hann * samples[at + i] * Math.Cos(w * i);
                    im += hann * samples[at + i] * Math.Sin(w * i);
                }
                sum += re * re + im * im;
                if (at > 60 * block && bin == 4) return sum / count;
            }
        return sum / count;
    }

    [Fact]
    public void Given_an_impulse_then_there_is_one_or_one_every_so_often()
    {
        var one = Read("impulse?db=0&seconds=0.1&channels=1", 9999)[0];
        Assert.Equal((4800, 1.0, 1.0), (one.Length, one[0], one.Sum()));
        var many = Read("impulse?db=-6&every=0.01&rate=44100&channels=1", 4410)[0];
        Assert.Equal(10, many.Count(x => x != 0));
        Assert.Equal(Math.Pow(10, -0.3), many[441], 1e-15);
        Assert.All(Read("silence?seconds=1", 48000)[1], x => Assert.Equal(0, x));
    }

    [Theory]
    [InlineData("sine?hz=440.7")]
    [InlineData("sweep?seconds=6")]
    [InlineData("white?seed=7")]
    [InlineData("pink?seed=7&channels=3")]
    [InlineData("impulse?every=0.5")]
    public void Given_any_place_and_block_when_sought_then_the_samples_are_those_of_reading_through(string rest)
    {
        var whole = Read(rest, 280000);
        foreach (var (from, block) in new[] { (1L, 1), (777, 13), (131071, 500), (131072, 4096), (262144, 999), (279000, 65536) })
        {
            var part = Read(rest, 900, from, block);
            for (var c = 0; c < whole.Length; c++) Assert.Equal(whole[c][(int)from..(int)(from + 900)], part[c]);
        }
    }

    [Fact]
    public void Given_the_end_then_nothing_is_read_and_a_seek_goes_back()
    {
        using var source = new TestSignalSource(TestSignalSpec.Parse("sine?seconds=0.01"));
        var block = new AudioBlock(2, 1000);
        Assert.Equal((480, 0), (source.Read(block), source.Read(block)));
        source.Seek(new(479));
        Assert.Equal(1, source.Read(block));
        source.Seek(new(long.MaxValue));
        Assert.Equal(0, source.Read(block));
    }

    [Theory]
    [InlineData("sinus", "sinus")]
    [InlineData("sine?hz=30000", "hz = 30000")]
    [InlineData("sine?hz=NaN", "hz = NaN")]
    [InlineData("sine?herz=5", ", hz")]
    [InlineData("sine?db=3", "db = 3")]
    [InlineData("sine?db", "key=value")]
    [InlineData("sine?db=1&db=2", "twice")]
    [InlineData("sine?channels=65", "channels = 65")]
    [InlineData("sine?rate=1e9", "rate")]
    [InlineData("sweep?from=50&to=50", "different")]
    [InlineData("0", "'0'")]
    public void Given_a_word_or_a_value_that_is_not_known_then_the_error_names_it(string rest, string named)
    {
        var error = Assert.Throws<MediaException>(() => TestSignalSpec.Parse(rest));
        Assert.Equal(MediaFault.Unsupported, error.Fault);
        Assert.Contains(named, error.Message);
    }
}
