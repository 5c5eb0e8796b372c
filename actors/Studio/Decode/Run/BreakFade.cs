using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>
/// Holds the newest frames of an item back until it is known whether the sound goes on: where it breaks off they fade out, and where it comes back
/// behind a gap it fades in. What is whole passes as it is.
/// </summary>
internal sealed class BreakFade
{
    private const double Length = 0.01; // seconds

    private readonly double[][] _planes;
    private readonly double[] _rise; // of a fade, frame by frame: from above 0 to below 1
    private int _held;
    private bool _isInGap;
    private int _risen; // frames since the last gap, as far as they fade in

    /// <param name="rate">Of the item.</param>
    /// <param name="blockFrames">The most frames of a block.</param>
    public BreakFade(int channels, SampleRate rate, int blockFrames)
    {
        var frames = (int)rate.Frames(new(Length)).Value;
        _planes = [.. Enumerable.Range(0, channels).Select(_ => new double[frames + blockFrames])];
        _rise = [.. Enumerable.Range(1, frames).Select(k => Risen((double)k / (frames + 1)))];
        _risen = frames;
    }

    /// <summary>Takes the block, and puts into it what is no longer held.</summary>
    /// <param name="hasLost">Something of the item was lost with this block: silence in it stands for that.</param>
    public void Exchange(AudioBlock block, bool hasLost)
    {
        var (from, to) = (_held, _held + block.Frames);
        for (var c = 0; c < _planes.Length; c++) block.Channel(c).CopyTo(_planes[c].AsSpan(from));
        if (hasLost || _isInGap || _risen < _rise.Length) FadeAroundGaps(from, to, hasLost);
        Give(block, Math.Max(0, to - _rise.Length), to);
    }

    /// <summary>Nothing follows what is held: it fades out.</summary>
    public void BreakOff()
    {
        if (!_isInGap) FadeOut(_held);
    }

    /// <summary>Gives what is held, a block at a time; false: nothing is left.</summary>
    public bool Drain(AudioBlock block)
    {
        Give(block, Math.Min(block.Capacity, _held), _held);
        return block.Frames > 0;
    }

    private void FadeAroundGaps(int from, int to, bool hasLost)
    {
        for (var i = from; i < to; i++)
        {
            var isSilent = IsSilent(i);
            if (_isInGap)
            {
                if (isSilent) continue;
                (_isInGap, _risen) = (false, 0);
            }
            else if (isSilent && hasLost && IsSilentFor(i, to))
            {
                FadeOut(i);
                (_isInGap, _risen) = (true, _rise.Length);
                continue;
            }
            if (_risen == _rise.Length) continue;
            foreach (var plane in _planes) plane[i] *= _rise[_risen];
            _risen++;
        }
    }

    // A gap is longer than the silence that a sound may hold as it passes zero.
    private bool IsSilentFor(int from, int to)
    {
        const int least = 32;
        for (var i = from; i < Math.Min(to, from + least); i++)
            if (!IsSilent(i)) return false;
        return true;
    }

    private bool IsSilent(int frame)
    {
        foreach (var plane in _planes)
            if (plane[frame] != 0) return false;
        return true;
    }

    private void FadeOut(int end)
    {
        var frames = Math.Min(end, _rise.Length);
        for (var k = 0; k < frames; k++)
            foreach (var plane in _planes) plane[end - 1 - k] *= _rise[k * _rise.Length / frames];
    }

    private void Give(AudioBlock block, int frames, int of)
    {
        block.Frames = frames;
        for (var c = 0; c < _planes.Length; c++)
        {
            _planes[c].AsSpan(0, frames).CopyTo(block.Channel(c));
            _planes[c].AsSpan(frames, of - frames).CopyTo(_planes[c]);
        }
        _held = of - frames;
    }

    private static double Risen(double t) => t * t * (3 - 2 * t);
}
