using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

/// <summary>The renderer's compiled chain with every stage at work, cut where nobody planned it: the samples are those of the uncut render.</summary>
public sealed class CutAndResumeTests
{
    private const int MaxFrames = 8192;
    private readonly RendererFixture _studio = new();

    [Theory]
    [InlineData(true, 2, 44100)]
    [InlineData(false, 1, 48000)]
    public void Given_a_thousand_cuts_through_saved_states_then_the_samples_are_the_uncut_renders(bool multiband, int channels, double rate) =>
        CutAThousandTimes(multiband, channels, rate, 200_000);

    [Theory]
    [Trait("Category", "full")]
    [InlineData(true, 2, 96000)]
    [InlineData(false, 6, 48000)]
    [InlineData(true, 1, 44100)]
    public void Given_a_thousand_cuts_over_more_channels_and_time_then_the_samples_are_the_uncut_renders(bool multiband, int channels, double rate) =>
        CutAThousandTimes(multiband, channels, rate, 1_000_000);

    private void CutAThousandTimes(bool multiband, int channels, double rate, int length)
    {
        var clip = EveryStage.Music(channels, length, rate);
        var (chain, written, input) = Rendered(clip, multiband ? EveryStage.Cuttable : EveryStage.CuttableSingleBand);
        var frames = input[0].Length;
        var random = new Random(17);
        var cuts = Enumerable.Range(0, 1000).Select(_ => random.Next(frames)).Append(frames).Order().ToArray();
        var graph = new NativeGraph();
        using var one = graph.Build(chain, clip.Format, MaxFrames);
        using var other = graph.Build(chain, clip.Format, MaxFrames);
        var output = input.Select(p => new double[p.Length]).ToArray();
        var (now, next) = (one, other);
        var at = 0;
        for (var i = 0; i < cuts.Length; i++)
        {
            at = Run(now, input, output, at, cuts[i], () => MaxFrames);
            var state = now.SaveState();
            if (i % 100 == 0)
            {
                using var fresh = graph.Build(chain, clip.Format, MaxFrames);
                fresh.LoadState(state);
                Assert.Equal(state, fresh.SaveState());
            }
            // The other one has just run through what lies before: nothing of it may shine through.
            next.LoadState(state);
            (now, next) = (next, now);
        }
        AssertSame(written, output, (int)one.Latency.Value, clip.Format, 1000);
    }

    [Theory]
    [InlineData(true, 2, 44100)]
    [InlineData(false, 1, 48000)]
    [InlineData(true, 6, 48000)]
    public void Given_blocks_of_random_sizes_then_the_samples_are_the_renders(bool multiband, int channels, double rate)
    {
        var clip = EveryStage.Music(channels, 120_000, rate);
        var (chain, written, input) = Rendered(clip, multiband ? EveryStage.Cuttable : EveryStage.CuttableSingleBand);
        foreach (var seed in new[] { 1, 2 })
        {
            var random = new Random(seed);
            using var graph = new NativeGraph().Build(chain, clip.Format, MaxFrames);
            var output = input.Select(p => new double[p.Length]).ToArray();
            Run(graph, input, output, 0, input[0].Length, () => random.Next(3) switch { 0 => 1 + random.Next(9), 1 => 1 + random.Next(700), _ => 1 + random.Next(MaxFrames) });
            AssertSame(written, output, (int)graph.Latency.Value, clip.Format, 3);
        }
    }

    [Fact]
    public void Given_every_stage_and_another_rate_then_the_hash_does_not_depend_on_blocks_or_threads()
    {
        var clip = EveryStage.Music(2, 40_000);
        var random = new Random(3);
        var hashes = new HashSet<string>();
        foreach (var (frames, threads) in new[] { (65536, 1), (1 + random.Next(99), 3), (1 + random.Next(3000), 1), (1 + random.Next(3000), 2) })
            hashes.Add(_studio.Render(clip, EveryStage.Cuttable with { Pitch = new PitchSpec(0.7) }, r => r with
            {
                Rate = new(48000),
                BlockFrames = frames,
                Threads = threads,
                Encoding = new OutputEncoding(),
            }).Hash);
        Assert.Single(hashes);
    }

    [Fact]
    public void Given_a_stage_that_cannot_be_cut_then_the_chain_says_so_and_refuses_to_save()
    {
        var clip = EveryStage.Music(2, 1000);
        using var graph = new NativeGraph().Build(Compile(EveryStage.Cuttable with { Pitch = new PitchSpec(1) }, clip.Format), clip.Format, MaxFrames);
        Assert.False(graph.IsCuttable);
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(graph.SaveState).Fault);
    }

    [Fact]
    public void Given_any_stage_left_out_then_the_samples_are_others_so_every_stage_is_at_work()
    {
        var clip = EveryStage.Music(2, 100_000);
        foreach (var style in new[] { EveryStage.Cuttable, EveryStage.CuttableSingleBand })
        {
            string Hash(StyleParams s) => _studio.Render(clip, s).Hash;
            StyleParams[] without =
            [
                style, style with { Eq = [] }, style with { MatchFir = null }, style with { Multiband = null, Compressor = null }, style with { Rider = null },
                style with { Exciter = null }, style with { Stereo = null }, style with { Reverb = null }, style with { Gain = default }, style with { Limiter = null },
            ];
            Assert.Equal(without.Length, without.Select(Hash).Distinct().Count());
        }
    }

    private IReadOnlyList<ProcessorSpec> Compile(StyleParams style, AudioFormat format)
    {
        var chain = new ChainCompiler(_studio.Media, new NativeGraph(), new NativeFourier()).Compile(style, format, null);
        Assert.Null(chain.Rate);
        return chain.First;
    }

    /// <summary>What the renderer writes, with the chain it ran and the input as it fed it: the clip and the silence after it.</summary>
    private (IReadOnlyList<ProcessorSpec> Chain, double[][] Written, double[][] Input) Rendered(Clip clip, StyleParams style)
    {
        var result = _studio.Render(clip, style, r => r with
        {
            BlockFrames = MaxFrames,
            Encoding = new OutputEncoding { Samples = SampleKind.S24, Dither = DitherKind.Shaped, DitherSeed = 5 },
        });
        Assert.Equal(1, result.Passes);
        Assert.Equal([style.Multiband is null ? "compressor" : "multiband", "rider", "limiter"], result.GainCurves.Select(c => c.Stage));
        foreach (var curve in result.GainCurves) Assert.True(curve.GainDb.Max(Math.Abs) > 1, $"the {curve.Stage} rests");
        var chain = Compile(style, clip.Format);
        using var graph = new NativeGraph().Build(chain, clip.Format, MaxFrames);
        Assert.True(graph.IsCuttable);
        var flushed = (int)(result.Length.Value + graph.Latency.Value);
        return (chain, _studio.Written.Planes, [.. clip.Planes.Select(p => p.Concat(new double[flushed - p.Length]).ToArray())]);
    }

    private static int Run(IRunningGraph graph, double[][] input, double[][] output, int from, int to, Func<int> size)
    {
        var block = new AudioBlock(input.Length, MaxFrames);
        while (from < to)
        {
            block.Frames = Math.Min(size(), to - from);
            for (var c = 0; c < input.Length; c++) input[c].AsSpan(from, block.Frames).CopyTo(block.Channel(c));
            graph.Process(block);
            for (var c = 0; c < input.Length; c++) block.Channel(c).CopyTo(output[c].AsSpan(from));
            from += block.Frames;
        }
        return from;
    }

    /// <summary>The dither is the renderer's last stage, its noise counted by the frames that are written; it is cut as well.</summary>
    private static void AssertSame(double[][] written, double[][] output, int latency, AudioFormat format, int cuts)
    {
        var dithered = output.Select(p => p[latency..]).ToArray();
        Assert.Equal(written[0].Length, dithered[0].Length);
        IRunningGraph Dither() => new NativeGraph().Build([new DitherSpec(24, DitherKind.Shaped, 5)], format, MaxFrames);
        using var one = Dither();
        using var other = Dither();
        var (now, next) = (one, other);
        var random = new Random(23);
        var at = 0;
        foreach (var cut in Enumerable.Range(0, cuts).Select(_ => random.Next(dithered[0].Length)).Append(dithered[0].Length).Order())
        {
            at = Run(now, dithered, dithered, at, cut, () => MaxFrames);
            next.LoadState(now.SaveState());
            (now, next) = (next, now);
        }
        for (var c = 0; c < written.Length; c++)
            for (var i = 0; i < written[c].Length; i++)
                if (written[c][i] != dithered[c][i]) Assert.Fail($"channel {c}, frame {i}: {written[c][i]:R} against {dithered[c][i]:R}");
    }
}
