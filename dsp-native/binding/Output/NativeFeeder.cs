using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using NTWorkstation.Dsp.Ring;
using static NTWorkstation.Dsp.Interop.FeederNative;

namespace NTWorkstation.Dsp.Output;

/// <summary>The port of feeders on the native library. Thread-safe.</summary>
public sealed class NativeFeeders : IFeeders
{
    public IFeeder Create(IOutputDevice device, ILiveGraph? graph, FeederOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var native = Native(device);
        if (graph is not (null or NativeLiveGraph)) throw new ArgumentException("The graph was made by another engine.", nameof(graph));
        return new NativeFeeder(native.Handle, native.Channels, (graph as NativeLiveGraph)?.Handle, options);
    }

    public IBareFeeder CreateBare(IOutputDevice device, int priority) => new NativeBareFeeder(Native(device).Handle, priority);

    private static NativeOutputDevice Native(IOutputDevice device) =>
        device as NativeOutputDevice ?? throw new ArgumentException("The device was made by another engine.", nameof(device));
}

/// <summary>An nt_bare_feeder.</summary>
internal sealed class NativeBareFeeder : IBareFeeder
{
    private readonly BareFeederHandle _handle;

    public NativeBareFeeder(DeviceHandle device, int priority)
    {
        Status.Check(nt_bare_feeder_create(device, priority, out _handle));
        _handle.Keep(device);
    }

    public BareFeederState State
    {
        get
        {
            Status.Check(nt_bare_feeder_describe(_handle, out var i));
            return new((long)i.Wakes, TimeSpan.FromTicks((long)(i.WorstLateNanoseconds / 100)), i.IsRealTime != 0);
        }
    }

    public void Dispose() => _handle.Dispose();
}

/// <summary>An nt_feeder. It holds the rings it was given until they are told to be ended or left.</summary>
internal sealed unsafe class NativeFeeder : IFeeder
{
    private readonly FeederHandle _handle;
    private readonly int _channels;
    private readonly Dictionary<long, IRing> _runs = [];
    private readonly nint _trail;

    public NativeFeeder(DeviceHandle device, int channels, LiveGraphHandle? graph, FeederOptions o)
    {
        _channels = channels;
        var native = new Options
        {
            BlockFrames = (uint)o.BlockFrames,
            TrailFrames = (uint)o.TrailFrames,
            Gain = o.Gain,
            FadeSeconds = o.Fade.Value,
            Flags = (o.IsPaused ? StartPaused : 0) | (o.IsPatient ? Patient : 0),
            Priority = o.Priority,
        };
        Status.Check(nt_feeder_create(device, graph ?? LiveGraphHandle.None, &native, out _handle));
        _handle.Keep(device);
        if (graph is not null) _handle.Keep(graph);
        _trail = nt_feeder_trail(_handle);
    }

    /// <summary>For a view, which looks at the trail natively.</summary>
    internal FeederHandle Handle => _handle;

    /// <summary>Lives as long as the handle; 0: none.</summary>
    internal nint Trail => _trail;

    public FeederState State
    {
        get
        {
            Status.Check(nt_feeder_describe(_handle, out var i));
            return new((long)i.Run, new((long)i.RunFrame), new((long)i.DeviceFrame), i.Gain, i.IsUnity != 0, i.IsRealTime != 0, Time(i.WorstNanoseconds), Time(i.ThreadNanoseconds));
        }
    }

    public void Queue(IStreamSink run, long id, bool fadesIn = false) =>
        Give(run, id, ring => nt_feeder_queue(_handle, ring.Handle, (ulong)id, fadesIn ? RunFadeIn : 0));

    public void Switch(IStreamSink run, long id, bool fadesIn = false) =>
        Give(run, id, ring => nt_feeder_switch(_handle, ring.Handle, (ulong)id, fadesIn ? RunFadeIn : 0));

    public void Stop() => Require(nt_feeder_stop(_handle));

    public void Pause() => Require(nt_feeder_pause(_handle));

    public void Resume() => Require(nt_feeder_resume(_handle));

    public void SetGain(double gain, Seconds ramp) => Require(nt_feeder_set_gain(_handle, gain, ramp.Value));

    public void Finish() => Require(nt_feeder_finish(_handle));

    public bool TryNextEvent(out FeederEvent e)
    {
        var status = nt_feeder_next_event(_handle, out var n);
        Status.Check(status);
        e = new((FeederEventKind)n.Kind, (long)n.Run, new((long)n.RunFrame), new((long)n.DeviceFrame), (long)n.Value);
        if (status != NativeStatus.Ok) return false;
        if (e.Kind is (FeederEventKind.Ended or FeederEventKind.Left) && _runs.Remove(e.Run, out var ring)) ring.Handle.DangerousRelease();
        return true;
    }

    public bool ReadTrail(AudioBlock block)
    {
        Planes.Require(block, _channels, "trail");
        block.Frames = 0;
        if (_trail == 0) return false;
        var newest = nt_trail_newest(_trail);
        var position = newest - Math.Min(newest, (ulong)block.Capacity);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        var status = nt_trail_read(_trail, ref position, planes, (uint)block.Capacity, out var got, out _);
        Status.Check(status);
        GC.KeepAlive(block);
        GC.KeepAlive(_handle);
        block.Frames = (int)got;
        return got > 0;
    }

    public void Dispose()
    {
        _handle.Dispose();
        foreach (var ring in _runs.Values) ring.Handle.DangerousRelease();
        _runs.Clear();
    }

    private void Give(IStreamSink run, long id, Func<IRing, NativeStatus> command)
    {
        if (run is not IRing ring) throw new ArgumentException("The run was made by another engine.", nameof(run));
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 1);
        if (_runs.ContainsKey(id)) throw new ArgumentException($"Run {id} is in use.", nameof(id));
        // The feeder's thread reads it, whoever disposes of it meanwhile.
        var isHeld = false;
        ring.Handle.DangerousAddRef(ref isHeld);
        try
        {
            Require(command(ring));
            _runs.Add(id, ring);
        }
        catch
        {
            ring.Handle.DangerousRelease();
            throw;
        }
    }

    private static void Require(NativeStatus status)
    {
        Status.Check(status);
        if (status == NativeStatus.NotYet) throw new InvalidOperationException("Too many commands wait for the feeder, which does not take them.");
    }

    private static TimeSpan Time(ulong nanoseconds) => TimeSpan.FromTicks((long)(nanoseconds / 100));
}
