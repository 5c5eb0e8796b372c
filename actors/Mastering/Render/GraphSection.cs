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
        var peak = 0.0;
        foreach (var x in samples)
        {
            var a = Math.Abs(x);
            if (a > peak) peak = a;
        }
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
