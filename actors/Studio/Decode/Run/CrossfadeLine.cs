using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>Holds the newest frames of a run back, so that the beginning of the next item can be faded over them.</summary>
internal sealed class CrossfadeLine
{
    private readonly double[][] _planes;
    private readonly int _capacity;
    private int _head;  // of the oldest frame
    private int _held;
    private int _fade;  // frames of the fade under way
    private int _faded; // of which so many have the next item

    public CrossfadeLine(int channels, int frames)
    {
        _capacity = frames;
        _planes = [.. Enumerable.Range(0, channels).Select(_ => new double[frames])];
    }

    public int Held => _held;

    /// <summary>The next frames that come are laid over the last ones held, so many of them that both items keep a half of theirs.</summary>
    /// <param name="previous">Frames of the item that ends.</param>
    /// <param name="next">Frames of the one that begins; MaxValue where it is not known.</param>
    /// <returns>Frames of the fade.</returns>
    public int BeginFade(long previous, long next)
    {
        Finish();
        _fade = (int)Math.Min(_held, Math.Min(previous, next) / 2);
        _faded = 0;
        return _fade;
    }

    /// <summary>What is left of a fade whose next item was too short: the old one goes on to its end.</summary>
    public void Finish()
    {
        for (; _faded < _fade; _faded++)
        {
            var (old, _) = Gains(_faded);
            var at = At(_held - _fade + _faded);
            foreach (var plane in _planes) plane[at] *= old;
        }
        _fade = _faded = 0;
    }

    /// <summary>Takes the block, and puts into it what falls out of the line.</summary>
    public void Exchange(AudioBlock block)
    {
        var from = 0;
        for (; from < block.Frames && _faded < _fade; from++, _faded++)
        {
            var (old, fresh) = Gains(_faded);
            var at = At(_held - _fade + _faded);
            for (var c = 0; c < _planes.Length; c++) _planes[c][at] = _planes[c][at] * old + block.Channel(c)[from] * fresh;
        }
        if (_faded == _fade) _fade = _faded = 0;
        var frames = block.Frames - from;
        var grow = Math.Min(frames, _capacity - _held);
        for (var c = 0; c < _planes.Length; c++)
        {
            var samples = block.Channel(c)[from..];
            for (var i = 0; i < grow; i++) _planes[c][At(_held + i)] = samples[i];
        }
        _held += grow;
        var leaving = frames - grow;
        for (var c = 0; c < _planes.Length; c++)
        {
            var samples = block.Channel(c);
            for (var i = 0; i < leaving; i++)
            {
                ref var place = ref _planes[c][At(i)];
                (samples[i], place) = (place, samples[from + grow + i]);
            }
        }
        _head = At(leaving);
        block.Frames = leaving;
    }

    /// <summary>Gives what is held, a block at a time; false: nothing is left.</summary>
    public bool Drain(AudioBlock block)
    {
        Finish();
        block.Frames = Math.Min(block.Capacity, _held);
        for (var c = 0; c < _planes.Length; c++)
        {
            var samples = block.Channel(c);
            for (var i = 0; i < samples.Length; i++) samples[i] = _planes[c][At(i)];
        }
        _head = At(block.Frames);
        _held -= block.Frames;
        return block.Frames > 0;
    }

    private int At(int index)
    {
        var at = _head + index;
        return at >= _capacity ? at - _capacity : at;
    }

    private (double Old, double Fresh) Gains(int index) => PortableMath.CosSin(Math.PI / 2 * (index + 0.5) / _fade);
}
