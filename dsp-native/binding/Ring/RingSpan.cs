using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Ring;

/// <summary>
/// Frames inside a <see cref="FrameRing"/>, without a copy: in two parts where they go over the end of its memory. For reading it is true
/// until the reader moves, for writing until it is committed; and no longer than the ring is.
/// </summary>
public readonly unsafe ref struct RingSpan
{
    private readonly FrameRing _ring;
    private readonly RingNative.View _view;

    internal RingSpan(FrameRing ring, scoped in RingNative.View view) => (_ring, _view) = (ring, view);

    /// <summary>Position of the first frame, counted since the ring was made.</summary>
    public FrameCount Start => new((long)_view.Start);

    public int Frames => (int)(_view.First + _view.Second);

    public Span<double> First(int channel) => new(_ring.Plane(channel) + _view.Offset, (int)_view.First);

    public Span<double> Second(int channel) => new(_ring.Plane(channel), (int)_view.Second);

    /// <param name="target">At least <see cref="Frames"/> values.</param>
    public void CopyTo(int channel, Span<double> target)
    {
        First(channel).CopyTo(target);
        Second(channel).CopyTo(target[(int)_view.First..]);
    }
}

/// <summary>Frames to process, of which some are kept for the next chunk. The reader moves by <see cref="FrameRing.Advance"/>.</summary>
public readonly ref struct RingChunk
{
    internal readonly RingNative.Chunk Native;

    internal RingChunk(FrameRing ring, scoped in RingNative.Chunk native)
    {
        Native = native;
        Span = new RingSpan(ring, native.View);
    }

    public RingSpan Span { get; }

    /// <summary>Chunks advanced over before this one, since the ring was made or last cleared.</summary>
    public long Sequence => (long)Native.Sequence;

    /// <summary>Frames the reader leaves behind when it advances.</summary>
    public int Hop => (int)Native.Hop;

    /// <summary>Frames at the end that no chunk before held.</summary>
    public int Fresh => (int)Native.Fresh;

    /// <summary>The ring is closed and nothing follows.</summary>
    public bool IsLast => Native.IsLast != 0;
}
