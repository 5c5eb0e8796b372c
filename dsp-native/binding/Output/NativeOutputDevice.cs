using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.DeviceNative;

namespace NTWorkstation.Dsp.Output;

/// <summary>An open device of the native library.</summary>
internal sealed unsafe class NativeOutputDevice : IOutputDevice
{
    private readonly RingHandle _ring;

    public NativeOutputDevice(string id, DeviceHandle handle)
    {
        (Id, Handle) = (id, handle);
        _ring = new InnerRingHandle(handle);
        Status.Check(RingNative.nt_ring_describe(_ring, out var options, out _));
        (Channels, Capacity, IsOfBits) = ((int)options.Planes, new((long)options.CapacityFrames), options.ItemBytes == 1);
    }

    /// <summary>For the feeder, which uses the ring natively.</summary>
    internal DeviceHandle Handle { get; }

    public string Id { get; }

    public int Channels { get; }

    public FrameCount Capacity { get; }

    /// <summary>The ring holds bytes of DSD.</summary>
    internal bool IsOfBits { get; }

    public FrameCount Available => new((long)RingNative.nt_ring_available(_ring));

    public DeviceFormat Format
    {
        get
        {
            Status.Check(nt_device_describe(Handle, out var f), Id);
            return new(new(f.SampleRate), (int)f.Channels, (DeviceSamples)(1 << f.Samples), new(f.LatencySeconds), new(f.PeriodFrames), f.IsExact != 0);
        }
    }

    public DeviceClock Clock
    {
        get
        {
            Status.Check(nt_device_clock_read(Handle, out var c));
            return new(new((long)c.Played), new((long)c.Silence), new((long)c.Starved), (long)c.Starvations, (long)c.Xruns, new((long)c.Late),
                new(c.Delay), TimeSpan.FromTicks(c.AtNs / 100), (DeviceState)c.State, c.IsDithering != 0);
        }
    }

    public string Fault => NativeText.Read((buffer, capacity) => nt_device_fault(Handle, buffer, capacity));

    public void Start() => Status.Check(nt_device_start(Handle), Id);

    public void SetIdle(bool isIdle) => Status.Check(nt_device_set_idle(Handle, isIdle ? 1 : 0));

    public void SetDeadline(TimeSpan? sinceBoot) => Status.Check(nt_device_set_deadline(Handle, sinceBoot is { } t ? t.Ticks * 100 : long.MaxValue));

    public int Write(AudioBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        Planes.Require(block, Channels, "device");
        if (IsOfBits) throw new InvalidOperationException($"{Id}: the device takes the bits of DSD, not samples.");
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        Status.Check(RingNative.nt_ring_write(_ring, planes, (uint)block.Frames, out var written));
        GC.KeepAlive(block);
        return (int)written;
    }

    public bool WaitWritable(FrameCount frames, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames.Value);
        var status = RingNative.nt_ring_wait_writable(_ring, (ulong)frames.Value, (ulong)Math.Max(0, timeout.Ticks) * 100);
        Status.Check(status);
        return status == NativeStatus.Ok;
    }

    public void Close() => Status.Check(RingNative.nt_ring_close(_ring));

    public void Dispose()
    {
        _ring.Dispose();
        Handle.Dispose();
    }
}
