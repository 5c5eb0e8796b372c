using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Live;

/// <summary>Frames in order, at most so many. One thread at a time; allocates nothing once it is made.</summary>
internal sealed class FrameQueue
{
    private readonly double[][] _planes;
    private readonly int _capacity;
    private int _head;

    public FrameQueue(int channels, int capacity)
    {
        _capacity = capacity;
        _planes = [.. Enumerable.Range(0, channels).Select(_ => new double[capacity])];
    }

    public int Count { get; private set; }

    public int Room => _capacity - Count;

    /// <param name="block">All of it has room.</param>
    public void Add(AudioBlock block)
    {
        for (var c = 0; c < _planes.Length; c++)
        {
            var samples = block.Channel(c);
            for (var i = 0; i < samples.Length; i++) _planes[c][At(Count + i)] = samples[i];
        }
        Count += block.Frames;
    }

    /// <summary>The oldest frames, as many as there are and the block holds.</summary>
    public void Take(AudioBlock block, int most)
    {
        block.Frames = Math.Min(Math.Min(most, block.Capacity), Count);
        for (var c = 0; c < _planes.Length; c++)
        {
            var samples = block.Channel(c);
            for (var i = 0; i < samples.Length; i++) samples[i] = _planes[c][At(i)];
        }
        _head = At(block.Frames);
        Count -= block.Frames;
    }

    /// <summary>Leaves the oldest frames out, and fades from what would have come into what comes.</summary>
    public void Drop(int frames, int fade)
    {
        fade = Math.Min(fade, Count - frames);
        foreach (var plane in _planes)
            for (var i = 0; i < fade; i++)
            {
                var share = (i + 0.5) / fade;
                ref var kept = ref plane[At(frames + i)];
                kept = kept * share + plane[At(i)] * (1 - share);
            }
        _head = At(frames);
        Count -= frames;
    }

    private int At(int index)
    {
        var at = _head + index;
        return at >= _capacity ? at - _capacity : at;
    }
}
