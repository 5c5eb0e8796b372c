using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.RingNative;

namespace NTWorkstation.Dsp.Ring;

/// <summary>What was written last, for any number of readers of whom the one writer takes no notice: the oldest frames go. Nothing waits, allocates or locks.</summary>
public sealed unsafe class FrameTrail : IDisposable
{
    private readonly TrailHandle _handle;

    /// <param name="channels">1 to 64.</param>
    /// <param name="capacity">Frames it keeps, rounded up to a power of two.</param>
    public FrameTrail(int channels, FrameCount capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity.Value, 1);
        Status.Check(nt_trail_create((uint)channels, (ulong)capacity.Value, out _handle));
        Status.Check(nt_trail_describe(_handle, out _, out var frames));
        (Channels, Capacity) = (channels, new((long)frames));
    }

    public int Channels { get; }

    public FrameCount Capacity { get; }

    /// <summary>The position behind the newest frame.</summary>
    public FrameCount Newest => new((long)nt_trail_newest(_handle));

    /// <summary>One thread.</summary>
    public void Write(AudioBlock block)
    {
        Require(block);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        Status.Check(nt_trail_write(_handle, planes, (uint)block.Frames));
        GC.KeepAlive(block);
    }

    /// <summary>Copies what there is from position on, up to the block's capacity, and moves the position behind it. Any thread, with a position of its own.</summary>
    /// <returns>Frames that were written over before they could be copied; they are skipped.</returns>
    public FrameCount Read(ref FrameCount position, AudioBlock block)
    {
        Require(block);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        var at = (ulong)position.Value;
        Status.Check(nt_trail_read(_handle, &at, planes, (uint)block.Capacity, out var got, out var lapped));
        block.Frames = (int)got;
        position = new((long)at);
        return new((long)lapped);
    }

    public void Dispose() => _handle.Dispose();

    private void Require(AudioBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Channels != Channels) throw new ArgumentException($"The block has {block.Channels} channels, the trail {Channels}.", nameof(block));
    }
}
