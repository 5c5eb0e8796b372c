using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Timing;

/// <summary>A timer has fired; whether its message is still wanted is seen when it is taken.</summary>
internal sealed class TimerTick(object key, TimerScheduler.Entry entry) : AutoReceivedMessage, IDeadLetterSuppression
{
    public object Key => key;

    public TimerScheduler.Entry Entry => entry;
}

internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, Entry> _active = [];

    public void StartSingleTimer(object key, object message, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        Start(key, message, timeout, Timeout.InfiniteTimeSpan);
    }

    public void StartPeriodicTimer(object key, object message, TimeSpan interval) => StartPeriodicTimer(key, message, interval, interval);

    public void StartPeriodicTimer(object key, object message, TimeSpan initialDelay, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(key, message, initialDelay, interval);
    }

    public bool IsTimerActive(object key) => _active.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_active.Remove(key, out var entry)) entry.Timer?.Dispose();
    }

    public void CancelAll()
    {
        foreach (var entry in _active.Values) entry.Timer?.Dispose();
        _active.Clear();
    }

    /// <summary>The message of a tick, or null where its timer is gone.</summary>
    internal object? Take(TimerTick tick)
    {
        if (!_active.TryGetValue(tick.Key, out var entry) || !ReferenceEquals(entry, tick.Entry)) return null;
        if (!entry.IsPeriodic) Cancel(tick.Key);
        return entry.Message;
    }

    private void Start(object key, object message, TimeSpan due, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        Cancel(key);
        // Work that nobody awaited may still come here, and nobody would cancel it.
        if (cell.IsTerminated) return;
        var entry = new Entry(message, period != Timeout.InfiniteTimeSpan);
        entry.Timer = cell.System.TimeProvider.CreateTellTimer(cell.Self, new TimerTick(key, entry), cell.Self, due, period);
        _active.Add(key, entry);
    }

    internal sealed class Entry(object message, bool isPeriodic)
    {
        public object Message => message;

        public bool IsPeriodic => isPeriodic;

        public ITimer? Timer { get; set; }
    }
}
