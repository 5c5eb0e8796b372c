using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.CaptureNative;

namespace NTWorkstation.Dsp.Capture;

/// <summary>An open source of the native library.</summary>
internal sealed unsafe class NativeInputDevice : IInputDevice
{
    private readonly CaptureHandle _handle;
    private readonly RingHandle _ring;
    private readonly int _channels;

    public NativeInputDevice(string id, CaptureHandle handle)
    {
        (Id, _handle) = (id, handle);
        _ring = new InnerRingHandle(handle);
        _channels = Format.Channels;
    }

    public string Id { get; }

    public CaptureFormat Format
    {
        get
        {
            Status.Check(nt_capture_describe(_handle, out var f), Id);
            return new(new(f.SampleRate), (int)f.Channels, (DeviceSamples)(1 << f.Samples), new(f.LatencySeconds), f.IsExact != 0);
        }
    }

    public CaptureClock Clock
    {
        get
        {
            Status.Check(nt_capture_clock_read(_handle, out var c));
            return new(new((long)c.Captured), new((long)c.Silence), new((long)c.Dropped), (long)c.Overruns, new((long)c.Lost), (long)c.Xruns, new(c.Delay),
                c.StartNs == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(c.StartNs / 100), (long)c.Unheard, (CaptureState)c.State);
        }
    }

    public string Fault => NativeText.Read((buffer, capacity) => nt_capture_fault(_handle, buffer, capacity));

    public void Start() => Status.Check(nt_capture_start(_handle), Id);

    public FrameCount Available => new((long)RingNative.nt_ring_available(_ring));

    public int Read(AudioBlock block, int most)
    {
        ArgumentNullException.ThrowIfNull(block);
        Planes.Require(block, _channels, "source");
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        // Never more than is there: an empty ring is no underrun of anybody's.
        var frames = (int)Math.Min(Math.Min(most, block.Capacity), Available.Value);
        block.Frames = 0;
        if (frames == 0) return 0;
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        Status.Check(RingNative.nt_ring_read(_ring, planes, (uint)frames, out var got));
        GC.KeepAlive(block);
        block.Frames = (int)got;
        return (int)got;
    }

    public bool WaitReadable(FrameCount frames, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames.Value);
        var status = RingNative.nt_ring_wait_readable(_ring, (ulong)frames.Value, (ulong)Math.Max(0, timeout.Ticks) * 100);
        Status.Check(status);
        return status == NativeStatus.Ok;
    }

    public bool TryNextEvent(out CaptureEvent e)
    {
        var status = nt_capture_next_event(_handle, out var native);
        Status.Check(status);
        e = new((CaptureEventKind)native.Kind, new((long)native.Position), new((long)native.Frames));
        return status == NativeStatus.Ok;
    }

    public void Dispose()
    {
        _ring.Dispose();
        _handle.Dispose();
    }
}
