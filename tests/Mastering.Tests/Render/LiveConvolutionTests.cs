using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

/// <summary>Convolutions of a chain that are laid out for live streams: the same samples, no latency but the response's own.</summary>
public sealed class LiveConvolutionTests
{
    private const int Peak = 777;

    private readonly RendererFixture _studio = new();

    private static readonly Dictionary<string, (ConvolutionSpec Spec, int? Latency)> Convolutions = new()
    {
        ["fir"] = (Fir(FirAlignment.Start), 0),
        ["fir, aligned by its peak"] = (Fir(FirAlignment.Peak), Peak),
        ["match_fir of minimum phase"] = (new MatchFirSpec(EveryStage.CuttableSingleBand.MatchFir!), 0),
        ["match_fir of linear phase"] = (new MatchFirSpec(EveryStage.Cuttable.MatchFir!), null),
        ["reverb"] = (new NamedReverbSpec(new ReverbParams("synth:0.3:3", 0.3, new(0.011))), 0),
    };

    public static MatrixTheoryData<string, int> Cases => new(Convolutions.Keys, [32, 64, 4096]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Given_a_block_then_the_render_is_the_one_without_it(string name, int block)
    {
        var (spec, _) = Convolutions[name];
        var clip = Clip.Noise(2, 30_011, 48000);
        _studio.Render(clip, [spec]);
        var expected = _studio.Written;
        _studio.Render(clip, [spec with { Block = block }]);
        Assert.True(RendererFixture.DifferenceDb(expected, _studio.Written) < -200);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Given_a_block_then_the_latency_is_the_responses_own_and_is_what_a_stream_measures(string name, int block)
    {
        var (spec, latency) = Convolutions[name];
        var clip = Clip.Noise(2, 9000, 48000);
        using var live = Running(spec with { Block = block }, clip.Format);
        using var offline = Running(spec, clip.Format);
        // Of linear phase: half the response, which is odd in length.
        Assert.Equal(latency ?? offline.Tail!.Value.Value, live.Latency.Value);
        Assert.True(offline.Latency.Value >= live.Latency.Value + 64, "the layout for renders waits for a whole part");
        Assert.Equal(offline.Tail, live.Tail);
        var (early, late) = (Play(live, clip), Play(offline, clip));
        var shift = (int)(offline.Latency.Value - live.Latency.Value);
        for (var i = 0; i + shift < clip.Frames; i++) Assert.Equal(late[i + shift], early[i], 1e-10);
    }

    private static NamedFirSpec Fir(FirAlignment alignment) =>
        new(null, [.. Enumerable.Range(0, 3000).Select(i => Math.Exp(-Math.Abs(i - Peak) / 200.0) * Math.Cos(0.3 * (i - Peak)))], null, null, new(-20), alignment);

    private IRunningGraph Running(ProcessorSpec spec, AudioFormat format) =>
        new NativeGraph().Build(new ChainCompiler(_studio.Media, new NativeGraph(), new NativeFourier()).Compile([spec], format, null).First, format, 512);

    // In calls of a live stream, none of which is a whole block.
    private static double[] Play(IRunningGraph graph, Clip clip)
    {
        const int call = 100;
        var output = new double[clip.Frames];
        var block = new AudioBlock(2, call);
        for (var at = 0; at < clip.Frames; at += call)
        {
            block.Frames = Math.Min(call, (int)clip.Frames - at);
            for (var c = 0; c < 2; c++) clip.Planes[c].AsSpan(at, block.Frames).CopyTo(block.Channel(c));
            graph.Process(block);
            block.Channel(0).CopyTo(output.AsSpan(at));
        }
        return output;
    }
}
