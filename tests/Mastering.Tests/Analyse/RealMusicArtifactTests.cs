using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Analyse;

/// <summary>The artifact meter on real music: ordinary processing has next to none, known damage is found.</summary>
public sealed class RealMusicArtifactTests(ITestOutputHelper log)
{
    private const int Seconds = 20;

    public static TheoryData<string, string> Tracks => new() { { "frozen-bubble-data", "introzik.ogg" }, { "drascula-music", "track1.ogg" }, { "asc-music", "time_to_strike.mp3" } };

    [Theory]
    [MemberData(nameof(Tracks))]
    public void Given_ordinary_processing_then_there_are_next_to_none_and_of_a_gentle_compressor_less_than_one_per_cent(string package, string file)
    {
        var (planes, rate) = Excerpt(package, file);
        Assert.Equal(0, Judge(planes, planes, rate).Any);
        foreach (var (spec, most) in (ReadOnlySpan<(ProcessorSpec, double)>)
        [
            (new GainSpec(new(-7)), 0.002),
            (new EqSpec([new(EqType.LowShelf, new(90), 0.7, new(10)), new(EqType.HighShelf, new(6000), 0.7, new(8))]), 0.002),
            (new EqSpec([new(EqType.HighPass, new(150), 0.7, default), new(EqType.Peaking, new(1500), 1, new(-9))]), 0.002),
            (new WidthSpec([1.8], []), 0.002),
            (new CompressorSpec { Threshold = new(-24), Ratio = 3 }, 0.01),
        ])
        {
            var r = Judge(planes, Run(planes, rate, [spec]), rate);
            log.WriteLine($"{spec.GetType().Name}: {r}");
            Assert.InRange(r.Rate, 0, most);
        }
    }

    [Theory]
    [MemberData(nameof(Tracks))]
    public void Given_clicks_clipping_and_a_gain_that_pumps_then_each_is_found(string package, string file)
    {
        var (planes, rate) = Excerpt(package, file);
        var steady = SteadyStarts(planes, rate);

        var clicks = Copy(planes);
        var at = Enumerable.Range(1, 40).Select(i => (int)(i * Seconds * rate / 41)).ToArray();
        foreach (var i in at) clicks[0][i] += 0.9;
        Assert.InRange(Judge(planes, clicks, rate).Steps, at.Length, 2 * at.Length);

        var clipped = Copy(planes);
        foreach (var i in at)
            for (var k = 0; k < 3; k++) clipped[1][i + k] = 1;
        Assert.InRange(Judge(planes, clipped, rate).Clipped, at.Length, 2 * at.Length);

        // 5 dB less for 100 ms in every 200, in frames of 10 ms: heard wherever the music itself does not move.
        var pumping = Copy(planes);
        var expected = 0;
        for (var frame = 0; frame < steady.Length; frame++)
        {
            var (from, to) = (Start(frame, rate), Start(frame + 1, rate));
            if (frame / 10 % 2 == 1)
                foreach (var plane in pumping)
                    for (var i = from; i < to; i++) plane[i] *= Math.Pow(10, -5 / 20.0);
            if (frame % 10 == 0 && frame > 0 && steady[frame]) expected++;
        }
        var r = Judge(planes, pumping, rate);
        log.WriteLine($"{r}, {expected} jumps in steady places");
        Assert.True(expected > 20);
        Assert.InRange(r.Jumps, 0.9 * expected, 1.1 * expected);
    }

    private static int Start(int frame, double rate) => (int)Math.Floor(frame * rate / 100 + 0.5);

    /// <summary>Whether the level of a 10 ms frame is within 1 dB of the one before.</summary>
    private static bool[] SteadyStarts(double[][] planes, double rate)
    {
        var frames = (int)(planes[0].Length / rate * 100);
        var levels = Enumerable.Range(0, frames).Select(f =>
        {
            var (from, to) = (Start(f, rate), Start(f + 1, rate));
            return 10 * Math.Log10(planes.Sum(p => p[from..to].Sum(x => x * x)) / (planes.Length * (to - from)) + 1e-30);
        }).ToArray();
        return [.. levels.Select((l, i) => i > 0 && l > -80 && Math.Abs(l - levels[i - 1]) < 1)];
    }

    private static double[][] Copy(double[][] planes) => [.. planes.Select(p => (double[])p.Clone())];

    private static (double[][] Planes, double Rate) Excerpt(string package, string file)
    {
        using var reader = new NativeDecode().Open(Music.Track(package, file));
        var format = reader.Info.Format;
        reader.Seek(format.Rate.Frames(new(15)));
        var length = (int)(Seconds * format.Rate.Hz);
        var planes = Enumerable.Range(0, format.Channels).Select(_ => new double[length]).ToArray();
        var block = new AudioBlock(format.Channels, 4096);
        for (var at = 0; at < length; at += block.Frames)
        {
            Assert.True(reader.Read(block) > 0, "the track is shorter than the excerpt");
            // Half the level leaves room for what is done to it.
            for (var c = 0; c < planes.Length; c++)
                for (var i = 0; i < Math.Min(block.Frames, length - at); i++) planes[c][at + i] = 0.4 * block.Channel(c)[i];
        }
        return (planes, format.Rate.Hz);
    }

    private static double[][] Run(double[][] planes, double rate, ProcessorSpec[] chain)
    {
        var result = Copy(planes);
        using var graph = new NativeGraph().Build(chain, new AudioFormat(new(rate), planes.Length, 0), 4096);
        Assert.Equal(0, graph.Latency.Value);
        ForBlocks(planes, block => graph.Process(block), result);
        return result;
    }

    private static ArtifactReading Judge(double[][] target, double[][] render, double rate)
    {
        using var meter = new NativeAnalyse().Artifacts(new AudioFormat(new(rate), target.Length, 0));
        var other = new AudioBlock(target.Length, 4096);
        var done = 0;
        ForBlocks(target, block =>
        {
            other.Frames = block.Frames;
            for (var c = 0; c < render.Length; c++) render[c].AsSpan(done, block.Frames).CopyTo(other.Channel(c));
            done += block.Frames;
            meter.Add(block, other);
        }, null);
        return meter.Read();
    }

    private static void ForBlocks(double[][] planes, Action<AudioBlock> action, double[][]? result)
    {
        var block = new AudioBlock(planes.Length, 4096);
        for (var at = 0; at < planes[0].Length; at += block.Frames)
        {
            block.Frames = Math.Min(block.Capacity, planes[0].Length - at);
            for (var c = 0; c < planes.Length; c++) planes[c].AsSpan(at, block.Frames).CopyTo(block.Channel(c));
            action(block);
            for (var c = 0; c < planes.Length && result is not null; c++) block.Channel(c).CopyTo(result[c].AsSpan(at));
        }
    }
}
