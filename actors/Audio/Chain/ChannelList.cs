using System.Collections;
using System.Globalization;

namespace NTWorkstation.Audio.Chain;

/// <summary>Channels by number from 0, each once, in the order in which a processor sees them. Equal by value.</summary>
public sealed class ChannelList : IReadOnlyList<int>, IEquatable<ChannelList>
{
    /// <summary>The most channels that a chain has at any place.</summary>
    public const int Most = 64;

    private readonly int[] _channels;

    /// <exception cref="ArgumentException">There is none, or one is named twice or out of 0 to 63.</exception>
    public ChannelList(params IEnumerable<int> channels)
    {
        _channels = [.. channels];
        if (_channels.Length is 0 or > Most || _channels.Any(c => c is < 0 or >= Most) || _channels.Distinct().Count() != _channels.Length)
            throw new ArgumentException("Channels are 1 to 64 different numbers from 0 to 63.", nameof(channels));
    }

    public int Count => _channels.Length;

    public int this[int index] => _channels[index];

    public bool Equals(ChannelList? other) => other is not null && _channels.AsSpan().SequenceEqual(other._channels);

    public override bool Equals(object? obj) => Equals(obj as ChannelList);

    public override int GetHashCode() => _channels.Aggregate(_channels.Length, HashCode.Combine);

    public override string ToString() => string.Join(", ", _channels.Select(c => c.ToString(CultureInfo.InvariantCulture)));

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_channels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
