namespace NTWorkstation.Studio.Decode.Live;

/// <summary>What was held during a stretch of time, at the moments of reading.</summary>
/// <param name="seconds">Its length.</param>
internal sealed class DepthWindow(double seconds)
{
    private double _begin, _sum, _sumControlled;
    private long _count;

    /// <summary>Fewest frames that were left.</summary>
    public double Least { get; private set; } = double.MaxValue;

    public double Mean => _count == 0 ? 0 : _sum / _count;

    /// <summary>What the drift control took it for.</summary>
    public double MeanControlled => _count == 0 ? 0 : _sumControlled / _count;

    public void Begin(double now) => (_begin, _sum, _sumControlled, _count, Least) = (now, 0, 0, 0, double.MaxValue);

    public void Add(double held, double controlled)
    {
        _sum += held;
        _sumControlled += controlled;
        _count++;
        Least = Math.Min(Least, held);
    }

    public bool IsFull(double now) => now - _begin >= seconds;
}
