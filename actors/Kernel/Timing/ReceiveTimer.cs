using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Timing;

internal sealed class ReceiveTimeoutTick(ReceiveTimer timer) : AutoReceivedMessage, IDeadLetterSuppression
{
    public ReceiveTimer Timer => timer;
}

/// <summary>
/// Tells an actor when no message came for a time. A message only notes when it came; the one timer, when it fires too early, is set anew
/// for what is left.
/// </summary>
internal sealed class ReceiveTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _last;

    public ReceiveTimer(ActorCell cell, TimeSpan timeout)
    {
        (_time, Timeout) = (cell.System.TimeProvider, timeout);
        _last = _time.GetTimestamp();
        _timer = _time.CreateTellTimer(cell.Self, new ReceiveTimeoutTick(this), cell.Self, timeout, System.Threading.Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Timeout { get; }

    public void Touch() => _last = _time.GetTimestamp();

    /// <summary>True where the time has passed; sets the timer for the next time.</summary>
    public bool IsDue(ReceiveTimeoutTick tick)
    {
        if (!ReferenceEquals(tick.Timer, this)) return false;
        var left = Timeout - _time.GetElapsedTime(_last);
        var isDue = left <= TimeSpan.Zero;
        if (isDue) Touch();
        _timer.Change(isDue ? Timeout : left, System.Threading.Timeout.InfiniteTimeSpan);
        return isDue;
    }

    public void Dispose() => _timer.Dispose();
}
