namespace NTWorkstation.TestKit;

/// <summary>
/// A clock that stands still until it is advanced. Timers fire on the advancing thread, in the order of their times, those of one time in
/// the order they were set. Thread-safe.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private long _now;
    private long _order;

    /// <param name="start">What the clock shows at first; 2000-01-01 UTC by default.</param>
    public VirtualTime(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time advanced so far.</summary>
    public TimeSpan Elapsed => new(GetTimestamp());

    public override long GetTimestamp()
    {
        lock (_gate) return _now;
    }

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <summary>Moves the clock on, firing what falls due on the way, each at its own time.</summary>
    /// <param name="afterEach">Runs after each time at which timers fired, and at the end: where a seeded dispatcher is run until idle.</param>
    public void Advance(TimeSpan span, Action? afterEach = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var end = GetTimestamp() + span.Ticks;
        while (NextDue(end) is { } due)
        {
            while (TakeDue(due) is { } timer) timer.Fire();
            afterEach?.Invoke();
        }
        lock (_gate) _now = Math.Max(_now, end);
        afterEach?.Invoke();
    }

    /// <summary>Moves the clock to the next time at which timers fall due, firing them; false where there is none until then.</summary>
    internal bool AdvanceToNext(TimeSpan until)
    {
        if (NextDue(until.Ticks) is not { } due) return false;
        while (TakeDue(due) is { } timer) timer.Fire();
        return true;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        RequireInRange(dueTime, nameof(dueTime));
        RequireInRange(period, nameof(period));
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    // As the system's timers: milliseconds in 32 bits, or for ever.
    private static void RequireInRange(TimeSpan time, string name)
    {
        if (time == Timeout.InfiniteTimeSpan) return;
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromMilliseconds(uint.MaxValue - 1), name);
    }

    private long? NextDue(long end)
    {
        lock (_gate)
        {
            DropStale();
            if (!_timers.TryPeek(out _, out var next) || next.Due > end) return null;
            _now = Math.Max(_now, next.Due);
            return _now;
        }
    }

    private VirtualTimer? TakeDue(long now)
    {
        lock (_gate)
        {
            DropStale();
            if (!_timers.TryPeek(out var timer, out var next) || next.Due > now) return null;
            _timers.Dequeue();
            timer.OnTaken(next.Due);
            return timer;
        }
    }

    // A changed or disposed timer leaves its old place in the queue behind.
    private void DropStale()
    {
        while (_timers.TryPeek(out var timer, out var at) && !timer.IsAt(at)) _timers.Dequeue();
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private (long Due, long Order)? _at;
        private TimeSpan _period;
        private bool _disposed;

        public bool IsAt((long Due, long Order) place) => _at == place;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            RequireInRange(dueTime, nameof(dueTime));
            RequireInRange(period, nameof(period));
            lock (time._gate)
            {
                if (_disposed) return false;
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) _at = null;
                else Place(time._now + dueTime.Ticks);
                return true;
            }
        }

        /// <summary>Under the lock.</summary>
        public void OnTaken(long due)
        {
            _at = null;
            if (_period > TimeSpan.Zero) Place(due + _period.Ticks);
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
            {
                _disposed = true;
                _at = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Place(long due)
        {
            var at = (due, time._order++);
            _at = at;
            time._timers.Enqueue(this, at);
        }
    }
}
