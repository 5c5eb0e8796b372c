using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.RingNative;

namespace NTWorkstation.Dsp.Ring;

/// <summary>Ends of a ring that must not wake the other one, which looks again every half millisecond while it waits.</summary>
[Flags]
public enum RingEnds
{
    None = 0,
    Writer = 1,
    Reader = 2,
}

/// <summary>What happened in a ring. The counters are read one after the other while both ends go on.</summary>
/// <param name="Written">The writer's position.</param>
/// <param name="Read">The reader's position.</param>
/// <param name="Overruns">Writes that found too little room.</param>
/// <param name="Dropped">Frames of theirs that were not taken.</param>
/// <param name="Underruns">Reads from the open ring that found too few frames.</param>
/// <param name="Missed">How many were missing.</param>
public readonly record struct RingState(FrameCount Written, FrameCount Read, long Overruns, FrameCount Dropped, long Underruns, FrameCount Missed, bool IsClosed);

/// <summary>
/// Frames of f64 between one writing and one reading thread, in native memory. Members say which of the two may call them; those that say
/// neither are for any thread. But for Wait… nothing waits, allocates or locks.
/// </summary>
public sealed unsafe class FrameRing : IFrameSink, IRing
{
    private readonly RingHandle _handle;
    private readonly nint[] _planes;

    /// <param name="channels">1 to 64.</param>
    /// <param name="capacity">Frames it can hold, 1 to 2^30.</param>
    /// <param name="realTime">Ends that a real-time thread uses.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    /// <exception cref="InsufficientMemoryException">There is not so much memory.</exception>
    public FrameRing(int channels, FrameCount capacity, RingEnds realTime = RingEnds.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity.Value, 1);
        var options = new Options { CapacityFrames = (ulong)capacity.Value, Planes = (uint)channels, ItemBytes = sizeof(double), Flags = (uint)realTime };
        Status.Check(nt_ring_create(&options, out _handle));
        (Channels, Capacity) = (channels, capacity);
        _planes = new nint[channels];
        for (var c = 0; c < channels; c++) _planes[c] = (nint)nt_ring_plane(_handle, (uint)c);
    }

    /// <summary>A ring that holds so much of a signal.</summary>
    public FrameRing(AudioFormat format, Seconds capacity, RingEnds realTime = RingEnds.None)
        : this(format.Channels, new((long)nt_ring_frames(capacity.Value, format.Rate.Hz)), realTime) { }

    public int Channels { get; }

    public FrameCount Capacity { get; }

    /// <summary>Frames that can be read: for the reader at least so many, for the writer at most.</summary>
    public FrameCount Available => new((long)nt_ring_available(_handle));

    /// <summary>Frames there is room for: for the writer at least so many, for the reader at most.</summary>
    public FrameCount Remaining => new((long)nt_ring_remaining(_handle));

    public bool IsEmpty => Available.Value == 0;

    public bool IsFull => Remaining.Value == 0;

    /// <summary>Closed, and everything was read.</summary>
    public bool IsEnded => State is { IsClosed: true } && IsEmpty;

    public RingState State
    {
        get
        {
            Status.Check(nt_ring_describe(_handle, out _, out var s));
            return new(new((long)s.Written), new((long)s.Read), (long)s.Overruns, new((long)s.Dropped), (long)s.Underruns, new((long)s.Missed), s.IsClosed != 0);
        }
    }

    /// <summary>Takes as many frames as there is room for and says how many. Writer.</summary>
    /// <exception cref="InvalidOperationException">The ring is closed.</exception>
    public int Write(AudioBlock block)
    {
        Require(block);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        Status.Check(nt_ring_write(_handle, planes, (uint)block.Frames, out var written));
        GC.KeepAlive(block);
        return (int)written;
    }

    /// <summary>Several blocks one after the other, of which the reader sees all that was taken at once. Writer.</summary>
    /// <param name="blocks">At most 64.</param>
    public long Write(params ReadOnlySpan<AudioBlock> blocks)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks.Length, 64, nameof(blocks));
        var native = stackalloc Block[blocks.Length];
        var planes = stackalloc double*[blocks.Length * Channels];
        for (var b = 0; b < blocks.Length; b++)
        {
            Require(blocks[b]);
            native[b] = new Block { Planes = planes + b * Channels, Frames = (uint)blocks[b].Frames };
            Planes.Of(blocks[b], native[b].Planes);
        }
        Status.Check(nt_ring_write_batch(_handle, native, (uint)blocks.Length, out var written));
        foreach (var block in blocks) GC.KeepAlive(block);
        return (long)written;
    }

    /// <summary>Room for up to so many frames, to write in place. Writer.</summary>
    public RingSpan Reserve(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        Status.Check(nt_ring_reserve(_handle, (uint)frames, out var view));
        return new(this, view);
    }

    /// <summary>Gives the reader the first frames of what was reserved. Writer.</summary>
    /// <exception cref="ArgumentException">More than was reserved.</exception>
    public void Commit(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        Status.Check(nt_ring_commit(_handle, (uint)frames));
    }

    /// <summary>Nothing will follow. Writer.</summary>
    public void Close() => Status.Check(nt_ring_close(_handle));

    /// <summary>Fills the block up to its capacity with what is there; its Frames say how many came. Fewer than that from an open ring is an underrun. Reader.</summary>
    /// <returns>False at the end: the ring is closed and empty.</returns>
    public bool Read(AudioBlock block)
    {
        Require(block);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        var status = nt_ring_read(_handle, planes, (uint)block.Capacity, out var got);
        Status.Check(status);
        block.Frames = (int)got;
        return status != NativeStatus.End;
    }

    /// <summary>As Read from so many frames behind the reader, which does not move. Reader.</summary>
    public bool Peek(FrameCount after, AudioBlock block)
    {
        Require(block);
        ArgumentOutOfRangeException.ThrowIfNegative(after.Value);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        var status = nt_ring_peek(_handle, (ulong)after.Value, planes, (uint)block.Capacity, out var got);
        Status.Check(status);
        block.Frames = (int)got;
        return status != NativeStatus.End;
    }

    /// <summary>Up to so many frames, to read in place. Reader.</summary>
    public RingSpan View(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        Status.Check(nt_ring_view_readable(_handle, (uint)frames, out var view));
        return new(this, view);
    }

    /// <summary>Moves over at most so many frames and says over how many. Reader.</summary>
    public FrameCount Skip(FrameCount frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames.Value);
        Status.Check(nt_ring_skip(_handle, (ulong)frames.Value, out var skipped));
        return new((long)skipped);
    }

    /// <summary>Throws away what can be read now; chunks count from 0 again. Reader.</summary>
    public void Clear() => Status.Check(nt_ring_clear(_handle));

    /// <summary>The next frames, of which overlap are kept for the chunk after; the last one of a closed ring may be shorter. Reader.</summary>
    /// <param name="frames">1 to the capacity.</param>
    /// <param name="overlap">0 to frames - 1.</param>
    /// <returns>False: too few are there so far, or there is nothing more (<see cref="IsEnded"/>).</returns>
    public bool TryNextChunk(int frames, int overlap, out RingChunk chunk)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(overlap);
        var status = nt_ring_next_chunk(_handle, (uint)frames, (uint)overlap, out var native);
        Status.Check(status);
        chunk = new(this, native);
        return status == NativeStatus.Ok;
    }

    /// <summary>The chunk is processed. Reader.</summary>
    /// <exception cref="InvalidOperationException">The reader no longer stands where it begins.</exception>
    public void Advance(in RingChunk chunk)
    {
        var native = chunk.Native;
        Status.Check(nt_ring_advance(_handle, &native));
    }

    /// <summary>Waits until so many frames can be read. Reader, where it is not real-time.</summary>
    /// <returns>False: not in this time, or the ring is closed and holds fewer.</returns>
    public bool WaitReadable(FrameCount frames, TimeSpan timeout) => Arrived(nt_ring_wait_readable(_handle, (ulong)frames.Value, Nanoseconds(timeout)));

    /// <summary>Waits until there is room for so many frames. Writer, where it is not real-time.</summary>
    public bool WaitWritable(FrameCount frames, TimeSpan timeout) => Arrived(nt_ring_wait_writable(_handle, (ulong)frames.Value, Nanoseconds(timeout)));

    public void Dispose() => _handle.Dispose();

    RingHandle IRing.Handle => _handle;

    internal double* Plane(int channel)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return (double*)_planes[channel];
    }

    private static bool Arrived(NativeStatus status)
    {
        Status.Check(status);
        return status == NativeStatus.Ok;
    }

    private static ulong Nanoseconds(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? ulong.MaxValue : (ulong)Math.Max(0, time.Ticks) * 100;

    private void Require(AudioBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Channels != Channels) throw new ArgumentException($"The block has {block.Channels} channels, the ring {Channels}.", nameof(block));
    }
}
