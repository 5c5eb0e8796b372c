namespace NTWorkstation.Studio.Decode.Live;

/// <summary>
/// The clock of a source, by when its frames arrived: what is late says nothing of it, so that of each stretch of time the arrival that was the
/// earliest for its place stands for all.
/// </summary>
/// <param name="rate">Frames a second, about.</param>
/// <param name="seconds">Of a stretch.</param>
internal sealed class ArrivalLine(double rate, double seconds)
{
    private (double At, long Total)? _best;
    private double _begin;

    /// <summary>When so many frames had come; null: not known yet.</summary>
    public (double At, long Total)? Stamp { get; private set; }

    public void Add(double at, long total)
    {
        if (_best is null) _begin = at;
        if (_best is not { } best || total - rate * at > best.Total - rate * best.At) _best = (at, total);
        if (at - _begin < seconds) return;
        (Stamp, _best) = (_best, null);
    }

    /// <summary>What comes from now on has nothing to do with what came.</summary>
    public void Reset() => (_best, Stamp) = (null, null);
}
