namespace NTWorkstation.Audio.Signal;

/// <summary>
/// A reusable block of planar f64 samples, full scale 1.0. The memory is taken once and pinned, so native code reads and writes it
/// in place. Owned by one thread at a time.
/// </summary>
public sealed class AudioBlock
{
    private readonly double[] _samples;

    /// <param name="channels">1 to 64.</param>
    /// <param name="capacity">Most frames it can hold, 1 to 65536.</param>
    /// <param name="mostChannels">Most channels it can hold, where a graph changes their number; 0: channels.</param>
    public AudioBlock(int channels, int capacity, int mostChannels = 0)
    {
        MostChannels = Math.Max(channels, mostChannels);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MostChannels, 64, nameof(channels));
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 65536);
        Channels = channels;
        Capacity = capacity;
        // A plane starts on a cache line and is one line longer than a power of two, so that planes do not share cache sets.
        Stride = (capacity + 7) / 8 * 8 + 8;
        _samples = GC.AllocateArray<double>(MostChannels * Stride, pinned: true);
    }

    /// <summary>Channels in use, 1 to <see cref="MostChannels"/>.</summary>
    public int Channels
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostChannels);
            field = value;
        }
    }

    public int MostChannels { get; }
    public int Capacity { get; }

    /// <summary>Distance between the planes in <see cref="Memory"/>, in values.</summary>
    public int Stride { get; }

    /// <summary>Frames in use, 0 to <see cref="Capacity"/>.</summary>
    public int Frames
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Capacity);
            field = value;
        }
    }

    /// <summary>The frames in use of one channel.</summary>
    public Span<double> Channel(int channel) => Plane(channel)[..Frames];

    /// <summary>The whole capacity of one channel.</summary>
    public Span<double> Plane(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Channels);
        return _samples.AsSpan(channel * Stride, Capacity);
    }

    /// <summary>All planes, pinned: plane c starts at c × <see cref="Stride"/>.</summary>
    public Span<double> Memory => _samples;

    public void Clear() => Array.Clear(_samples);
}
