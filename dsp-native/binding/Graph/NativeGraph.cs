using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.GraphNative;

namespace NTWorkstation.Dsp.Graph;

/// <summary>The graph port on the native library. Thread-safe.</summary>
public sealed class NativeGraph : IGraph
{
    public IRunningGraph Build(IReadOnlyList<ProcessorSpec> chain, AudioFormat format, int maxFrames)
    {
        var graph = Assemble(chain);
        try
        {
            Status.Check(nt_graph_activate(graph, format.Rate.Hz, (uint)format.Channels, (uint)maxFrames));
            return new RunningGraph(graph, format);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>The processors in order, not activated.</summary>
    internal static GraphHandle Assemble(IReadOnlyList<ProcessorSpec> chain)
    {
        Status.Check(nt_graph_create(out var graph));
        try
        {
            foreach (var spec in chain)
            {
                using var processor = ProcessorFactory.Create(spec);
                Append(graph, processor.Pointer, spec.Channels);
                processor.Release();
            }
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    private static unsafe void Append(GraphHandle graph, nint processor, ChannelList? channels)
    {
        if (channels is null)
        {
            Status.Check(nt_graph_append(graph, processor));
            return;
        }
        var native = stackalloc uint[ChannelList.Most];
        for (var i = 0; i < channels.Count; i++) native[i] = (uint)channels[i];
        Status.Check(nt_graph_append_on(graph, processor, native, (uint)channels.Count));
    }

    public IResampler Resample(SampleRate source, SampleRate target, int channels, ResampleQuality quality)
    {
        Status.Check(ResampleNative.nt_resampler_create(source.Hz, target.Hz, (uint)channels, (int)quality, out var handle));
        return new NativeResampler(handle, channels);
    }

    public unsafe void Response(EqSpec eq, SampleRate rate, ReadOnlySpan<double> frequencies, Span<double> db)
    {
        if (db.Length < frequencies.Length) throw new ArgumentException("db is shorter than frequencies.", nameof(db));
        var native = ProcessorFactory.ToNative(eq);
        fixed (double* f = frequencies, d = db) Status.Check(nt_eq_response_db(&native, rate.Hz, f, d, (uint)frequencies.Length));
    }
}

internal sealed unsafe class RunningGraph : IRunningGraph
{
    private readonly GraphHandle _graph;

    public RunningGraph(GraphHandle graph, AudioFormat format)
    {
        _graph = graph;
        Format = format;
        Status.Check(nt_graph_describe(graph, out var info));
        Latency = new FrameCount(info.Latency);
        Tail = info.Tail > long.MaxValue ? null : new FrameCount((long)info.Tail);
        IsCuttable = info.Cut == 0;
        Status.Check(nt_graph_output_channels(graph, out var outputs));
        OutputChannels = (int)outputs;
    }

    public AudioFormat Format { get; }
    public int OutputChannels { get; }
    public FrameCount Latency { get; }
    public FrameCount? Tail { get; }
    public bool IsCuttable { get; }

    public void Process(AudioBlock block)
    {
        if (block.Channels != Format.Channels) throw new ArgumentException($"The block has {block.Channels} channels, the graph {Format.Channels}.", nameof(block));
        if (block.MostChannels < OutputChannels)
            throw new ArgumentException($"The block has room for {block.MostChannels} channels, the graph makes {OutputChannels}.", nameof(block));
        var planes = stackalloc double*[Planes.Max];
        block.Channels = Math.Max(Format.Channels, OutputChannels);
        Planes.Of(block, planes);
        try
        {
            Status.Check(nt_graph_process(_graph, planes, planes, (uint)block.Frames));
        }
        catch
        {
            block.Channels = Format.Channels;
            throw;
        }
        block.Channels = OutputChannels;
        GC.KeepAlive(block);
    }

    public void Reset() => Status.Check(nt_graph_reset(_graph));

    public byte[] SaveState() => StateBytes.Of((byte* bytes, ref nuint size) => nt_graph_save_state(_graph, bytes, ref size));

    public void LoadState(ReadOnlySpan<byte> state)
    {
        fixed (byte* p = state) Status.Check(nt_graph_load_state(_graph, p, (nuint)state.Length));
    }

    public int ReadGainHistory(int processor, Span<float> gainDb)
    {
        fixed (float* p = gainDb)
        {
            Status.Check(nt_graph_gain_history(_graph, (uint)processor, p, (uint)gainDb.Length, out var got));
            return (int)got;
        }
    }

    public void Dispose() => _graph.Dispose();
}
