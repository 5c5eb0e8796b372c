using System.Runtime.Intrinsics;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// A running graph whose latency is taken out: the first latency frames are dropped, so that frame n of what leaves belongs to frame n
/// of what entered. Feed latency + tail frames of silence at the end. A dither that ends it runs apart, so that the peak ahead of its
/// grid, which clips, is known.
/// </summary>
internal sealed class GraphSection : IDisposable
{
    private readonly IRunningGraph? _graph;
    private readonly IRunningGraph? _dither;
    private readonly float[] _gainScratch;
    private long _toDrop;

    /// <param name="chain">May be empty: then blocks pass untouched.</param>
    public GraphSection(IGraph graph, IReadOnlyList<ProcessorSpec> chain, AudioFormat format, int maxFrames)
    {
        _gainScratch = new float[(int)(maxFrames / format.Rate.Hz * 100) + 4];
        Recorders = [.. chain.Select((spec, i) => (Stage: DynamicsStage(spec), Index: i)).Where(x => x.Stage is not null).Select(x => new GainRecorder(x.Stage!, x.Index))];
        foreach (var spec in chain)
            if (spec is ReverbSpec reverb) TailFrames += reverb.ImpulseResponse[0].Length + format.Rate.Frames(reverb.PreDelay).Value;
        if (chain.Count > 0 && chain[^1] is DitherSpec dither)
        {
            chain = [.. chain.SkipLast(1)];
            _dither = graph.Build([dither], format with { Channels = ChannelFlow.After(chain, format.Channels) }, maxFrames);
        }
        if (chain.Count == 0) return;
        _graph = graph.Build(chain, format, maxFrames);
        _toDrop = _graph.Latency.Value;
        FlushFrames = _toDrop + TailFrames;
    }

    public IReadOnlyList<GainRecorder> Recorders { get; }

    /// <summary>What a reverb adds to the length.</summary>
    public long TailFrames { get; }

    /// <summary>Frames of silence to feed after the last frame.</summary>
    public long FlushFrames { get; }

    /// <summary>Highest amplitude ahead of the dither; 0 without one.</summary>
    public double PeakBeforeDither { get; private set; }

    /// <summary>In place; afterwards Frames may be fewer, and Channels are those behind the chain.</summary>
    public void Process(AudioBlock block)
    {
        if (_graph is not null && block.Frames > 0) Run(_graph, block);
        if (_dither is null || block.Frames == 0) return;
        for (var c = 0; c < block.Channels; c++)
            PeakBeforeDither = Math.Max(PeakBeforeDither, Peak(block.Channel(c)));
        _dither.Process(block);
    }

    public void Dispose()
    {
        _graph?.Dispose();
        _dither?.Dispose();
    }

    private void Run(IRunningGraph graph, AudioBlock block)
    {
        graph.Process(block);
        foreach (var recorder in Recorders) recorder.Read(graph, _gainScratch);
        if (_toDrop == 0) return;
        var dropped = (int)Math.Min(_toDrop, block.Frames);
        _toDrop -= dropped;
        var kept = block.Frames - dropped;
        for (var c = 0; c < block.Channels; c++)
        {
            var plane = block.Plane(c);
            plane.Slice(dropped, kept).CopyTo(plane);
        }
        block.Frames = kept;
    }

    private static double Peak(ReadOnlySpan<double> samples)
    {
        // Four greatest values side by side: a maximum is the same in any order.
        Vector256<double> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i + 16 <= samples.Length; i += 16)
        {
            a = Vector256.Max(a, Vector256.Abs(Vector256.Create(samples[i..])));
            b = Vector256.Max(b, Vector256.Abs(Vector256.Create(samples[(i + 4)..])));
            c = Vector256.Max(c, Vector256.Abs(Vector256.Create(samples[(i + 8)..])));
            d = Vector256.Max(d, Vector256.Abs(Vector256.Create(samples[(i + 12)..])));
        }
        var top = Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d));
        var peak = 0.0;
        for (var lane = 0; lane < Vector256<double>.Count; lane++) peak = Math.Max(peak, top[lane]);
        for (; i < samples.Length; i++) peak = Math.Max(peak, Math.Abs(samples[i]));
        return peak;
    }

    private static string? DynamicsStage(ProcessorSpec spec) => spec switch
    {
        CompressorSpec => "compressor",
        MultibandSpec => "multiband",
        RiderSpec => "rider",
        LimiterSpec => "limiter",
        GateSpec => "gate",
        DeEsserSpec => "de_esser",
        _ => null,
    };
}
