using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Studio.Decode;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode;

public sealed class ConvertedSourceTests
{
    private static readonly NativeGraph Graph = new();

    [Theory]
    [InlineData(44100, 48000, 100_000, 1000)]
    [InlineData(48000, 44100, 30_001, 4096)]
    [InlineData(44100, 96000, 50_000, 17)]
    public void Given_another_rate_then_it_reads_as_the_whole_converted_at_once(int from, int to, int frames, int blockFrames)
    {
        var planes = Noise(2, frames, 1);
        using var source = Source(planes, from, to);

        var heard = All(source, blockFrames);
        var expected = Converted(planes, from, to);
        Assert.Equal(expected, heard);
        Assert.Equal(new FrameCount(heard[0].Length), source.Info.Length);
    }

    [Theory]
    [InlineData(44100, 48000)]
    [InlineData(96000, 44100)]
    public void Given_a_seek_then_what_follows_lies_where_it_lies_without_one(int from, int to)
    {
        var planes = Noise(1, 200_000, 2);
        using var source = Source(planes, from, to);
        var expected = Converted(planes, from, to);
        foreach (var position in (long[])[70_001, 3, 50_000, 0])
        {
            source.Seek(new(position));
            var block = new AudioBlock(1, 20_000);
            Assert.Equal(20_000, source.Read(block));
            // The filter has not heard what was before; some hundred frames on that is no difference any more.
            for (var k = position == 0 ? 0 : 4000; k < 20_000; k++) Assert.Equal(expected[0][position + k], block.Channel(0)[k], 1e-8);
        }
        source.Seek(new(expected[0].Length + 5));
        Assert.Equal(0, source.Read(new AudioBlock(1, 100)));
    }

    private static ConvertedSource Source(double[][] planes, int from, int to) =>
        new(new ClipSource(new SoundClip(new(new(from), planes.Length, AudioFormat.DefaultMask(planes.Length)), planes)), new(to), Graph);

    private static double[][] Converted(double[][] planes, int from, int to)
    {
        using var resampler = Graph.Resample(new(from), new(to), planes.Length, ResampleQuality.High);
        var input = new AudioBlock(planes.Length, 50_000);
        var (output, found) = (new AudioBlock(planes.Length, 1 << 16), planes.Select(_ => new List<double>()).ToArray());
        for (var at = 0; at < planes[0].Length; at += input.Capacity)
        {
            input.Frames = Math.Min(input.Capacity, planes[0].Length - at);
            for (var c = 0; c < planes.Length; c++) planes[c].AsSpan(at, input.Frames).CopyTo(input.Channel(c));
            resampler.Process(input, output);
            Take();
            input.Frames = 0;
            while (output.Frames == output.Capacity)
            {
                resampler.Process(input, output);
                Take();
            }
        }
        while (resampler.Flush(output)) Take();
        return [.. found.Select(f => f.ToArray())];

        void Take()
        {
            for (var c = 0; c < found.Length; c++) found[c].AddRange(output.Channel(c));
        }
    }

    private static double[][] All(ConvertedSource source, int blockFrames)
    {
        var block = new AudioBlock(source.Info.Format.Channels, blockFrames);
        var planes = Enumerable.Range(0, block.Channels).Select(_ => new List<double>()).ToArray();
        while (source.Read(block) > 0)
            for (var c = 0; c < block.Channels; c++) planes[c].AddRange(block.Channel(c));
        return [.. planes.Select(p => p.ToArray())];
    }
}
