using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.RingNative;

namespace NTWorkstation.Dsp.Ring;

/// <summary>Bits of DSD between one writing and one reading thread, in native memory; a frame is a byte of each channel. Members as those of
/// <see cref="FrameRing"/>.</summary>
public sealed unsafe class BitRing : IBitSink, IRing
{
    private readonly RingHandle _handle;

    /// <param name="channels">1 to 6.</param>
    /// <param name="capacity">Bytes of each channel it can hold, 1 to 2^30.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    /// <exception cref="InsufficientMemoryException">There is not so much memory.</exception>
    public BitRing(int channels, FrameCount capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, BitBlock.MostChannels);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity.Value, 1);
        var options = new Options { CapacityFrames = (ulong)capacity.Value, Planes = (uint)channels, ItemBytes = 1 };
        Status.Check(nt_ring_create(&options, out _handle));
        (Channels, Capacity) = (channels, capacity);
    }

    public int Channels { get; }

    public FrameCount Capacity { get; }

    public FrameCount Available => new((long)nt_ring_available(_handle));

    /// <summary>Closed, and everything was read.</summary>
    public bool IsEnded
    {
        get
        {
            Status.Check(nt_ring_describe(_handle, out _, out var s));
            return s.IsClosed != 0 && Available.Value == 0;
        }
    }

    RingHandle IRing.Handle => _handle;

    /// <summary>Takes as many bytes as there is room for and says how many. Writer.</summary>
    /// <exception cref="InvalidOperationException">The ring is closed.</exception>
    public int Write(BitBlock block)
    {
        Require(block);
        var planes = stackalloc byte*[BitBlock.MostChannels];
        Planes.Of(block, planes);
        Status.Check(nt_ring_write(_handle, planes, (uint)block.Frames, out var written));
        GC.KeepAlive(block);
        return (int)written;
    }

    /// <summary>Fills the block up to its capacity with what is there. Reader.</summary>
    /// <returns>False at the end: the ring is closed and empty.</returns>
    public bool Read(BitBlock block)
    {
        Require(block);
        var planes = stackalloc byte*[BitBlock.MostChannels];
        Planes.Of(block, planes);
        var status = nt_ring_read(_handle, planes, (uint)block.Capacity, out var got);
        Status.Check(status);
        GC.KeepAlive(block);
        block.Frames = (int)got;
        return status != NativeStatus.End;
    }

    /// <summary>Waits until there are so many frames, or the ring is closed. Reader, where it is not real-time.</summary>
    public bool WaitReadable(FrameCount frames, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames.Value);
        var status = nt_ring_wait_readable(_handle, (ulong)frames.Value, (ulong)Math.Max(0, timeout.Ticks) * 100);
        Status.Check(status);
        return status == NativeStatus.Ok;
    }

    /// <summary>Waits until there is room. Writer.</summary>
    public bool WaitWritable(FrameCount frames, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames.Value);
        var status = nt_ring_wait_writable(_handle, (ulong)frames.Value, (ulong)Math.Max(0, timeout.Ticks) * 100);
        Status.Check(status);
        return status == NativeStatus.Ok;
    }

    /// <summary>Nothing will follow. Writer.</summary>
    public void Close() => Status.Check(nt_ring_close(_handle));

    public void Dispose() => _handle.Dispose();

    private void Require(BitBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Channels != Channels) throw new ArgumentException($"The block has {block.Channels} channels, the ring {Channels}.", nameof(block));
    }
}
