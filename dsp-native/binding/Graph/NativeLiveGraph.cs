using System.Runtime.InteropServices;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.LiveGraphNative;

namespace NTWorkstation.Dsp.Graph;

/// <summary>The port of live graphs on the native library. Thread-safe.</summary>
public sealed class NativeLiveGraphs : ILiveGraphs
{
    public ILiveGraph Create(LiveGraphOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // The native options have 0 for the usual values; here they say what they mean.
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFrames, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Patience, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Format.Channels, 1, nameof(options));
        if (options.Budget is <= 0) throw new ArgumentOutOfRangeException(nameof(options), "A budget is above 0, or null.");
        if (options.Fade.Value <= 0 || options.Warm.Value <= 0) throw new ArgumentOutOfRangeException(nameof(options), "Fade and warm are above 0.");
        var native = new Options
        {
            SampleRate = options.Format.Rate.Hz,
            Channels = (uint)options.Format.Channels,
            MaxFrames = (uint)options.MaxFrames,
            FadeS = options.Fade.Value,
            WarmS = options.Warm.Value,
            Budget = options.Budget ?? 0,
            Patience = (uint)options.Patience,
        };
        Status.Check(nt_live_graph_create(native, out var handle));
        return new NativeLiveGraph(handle, options);
    }
}

internal sealed unsafe class NativeLiveGraph(LiveGraphHandle handle, LiveGraphOptions options) : ILiveGraph
{
    public LiveGraphOptions Options => options;

    /// <summary>For what runs it natively.</summary>
    internal LiveGraphHandle Handle => handle;

    public LiveGraphInfo Info
    {
        get
        {
            Status.Check(nt_live_graph_describe(handle, out var info));
            FrameCount? tail = info.Tail > long.MaxValue ? null : new FrameCount((long)info.Tail);
            return new((int)info.Channels, new(info.Latency), tail, (int)info.StageCount, info.IsChanging != 0, new((long)info.Frames));
        }
    }

    public long? TryEdit(IReadOnlyList<LiveStage> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        var native = new Stage[stages.Count];
        var graphs = new GraphHandle?[stages.Count];
        try
        {
            for (var i = 0; i < native.Length; i++)
            {
                var stage = stages[i];
                native[i] = new Stage { Id = stage.Id.Value, IsBypassed = stage.IsBypassed ? 1 : 0 };
                if (stage.Processors is null) continue;
                var graph = graphs[i] = NativeGraph.Assemble(stage.Processors);
                native[i].Graph = graph.Pointer;
            }
            fixed (Stage* first = native)
            {
                var status = nt_live_graph_edit(handle, first, (uint)native.Length, out var edit);
                Status.Check(status);
                if (status == NativeStatus.NotYet) return null;
                foreach (var graph in graphs) graph?.Release();
                return (long)edit;
            }
        }
        finally
        {
            foreach (var graph in graphs) graph?.Dispose();
        }
    }

    public void Bypass(StageId stage, bool isBypassed) => Check(nt_live_graph_bypass(handle, stage.Value, isBypassed ? 1 : 0), stage);

    public LiveGraphEvent? NextEvent()
    {
        var status = nt_live_graph_next_event(handle, out var e);
        Status.Check(status);
        if (status == NativeStatus.NotYet) return null;
        var frame = new FrameCount((long)e.Frame);
        return e.Kind switch
        {
            EventKind.Edited => new LiveGraphEdited(frame, (long)e.Id, new((long)e.Value)),
            EventKind.Failed => new StageFailed(frame, new(e.Id), ToFault(e.Status), Reason(e.Status)),
            EventKind.Bypassed => new StageBypassed(frame, new(e.Id)),
            EventKind.Unbypassed => new StageUnbypassed(frame, new(e.Id)),
            _ => throw new InvalidOperationException($"The native library tells of an event {(int)e.Kind} that is not known."),
        };
    }

    public void Inject(StageId stage, StageFault? fault) => Check(nt_live_graph_inject(handle, stage.Value, fault switch
    {
        null => NativeStatus.Ok,
        StageFault.NotFinite => NativeStatus.NotFinite,
        StageFault.OverBudget => NativeStatus.Limit,
        StageFault.Refused => NativeStatus.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    }), stage);

    public void Process(AudioBlock block)
    {
        Planes.Require(block, options.Format.Channels, "live graph");
        var outputs = Info.OutputChannels;
        if (block.MostChannels < outputs)
            throw new ArgumentException($"The block has room for {block.MostChannels} channels, the live graph makes {outputs}.", nameof(block));
        var planes = stackalloc double*[Planes.Max];
        block.Channels = Math.Max(options.Format.Channels, outputs);
        Planes.Of(block, planes);
        var status = nt_live_graph_process(handle, planes, planes, (uint)block.Frames);
        block.Channels = status < 0 ? options.Format.Channels : outputs;
        Status.Check(status);
        GC.KeepAlive(block);
    }

    public void Reset() => Status.Check(nt_live_graph_reset(handle));

    public void Dispose() => handle.Dispose();

    private static void Check(NativeStatus status, StageId stage)
    {
        if (status == NativeStatus.NotFound) throw new KeyNotFoundException($"The live graph has no stage {stage}.");
        Status.Check(status);
    }

    private static StageFault ToFault(NativeStatus status) => status switch
    {
        NativeStatus.NotFinite => StageFault.NotFinite,
        NativeStatus.Limit => StageFault.OverBudget,
        _ => StageFault.Refused,
    };

    private static string Reason(NativeStatus status) => status switch
    {
        NativeStatus.NotFinite => "a value that is not finite left it",
        NativeStatus.Limit => "it took more time than its budget",
        _ => $"its processors answered: {Marshal.PtrToStringUTF8(nt_status_name(status))}",
    };
}
