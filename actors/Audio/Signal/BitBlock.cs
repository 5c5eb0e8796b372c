namespace NTWorkstation.Audio.Signal;

/// <summary>
/// A reusable block of one-bit samples, eight a byte with the earliest the highest, a plane a channel. The memory is taken once and pinned, so
/// native code reads and writes it in place. Owned by one thread at a time.
/// </summary>
public sealed class BitBlock
{
    public const int MostChannels = 6;

    private readonly byte[] _bytes;

    /// <param name="channels">1 to 6.</param>
    /// <param name="capacity">Most bytes of a channel it can hold, 1 to 65536.</param>
    public BitBlock(int channels, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, MostChannels);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 65536);
        (Channels, Capacity) = (channels, capacity);
        Stride = (capacity + 63) / 64 * 64 + 64;
        _bytes = GC.AllocateArray<byte>(channels * Stride, pinned: true);
    }

    public int Channels { get; }
    public int Capacity { get; }

    /// <summary>Distance between the planes in <see cref="Memory"/>, in bytes.</summary>
    public int Stride { get; }

    /// <summary>Bytes of each channel in use, 0 to <see cref="Capacity"/>.</summary>
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

    /// <summary>The bytes in use of one channel.</summary>
    public Span<byte> Channel(int channel) => Plane(channel)[..Frames];

    /// <summary>The whole capacity of one channel.</summary>
    public Span<byte> Plane(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Channels);
        return _bytes.AsSpan(channel * Stride, Capacity);
    }

    /// <summary>All planes, pinned: plane c starts at c × <see cref="Stride"/>.</summary>
    public Span<byte> Memory => _bytes;
}
