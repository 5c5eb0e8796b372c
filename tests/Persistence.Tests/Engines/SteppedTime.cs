using System.Threading.Channels;

namespace NTWorkstation.Persistence.Tests.Engines;

/// <summary>A clock whose timers fire when the test says so.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Channel<Timer> _set = Channel.CreateUnbounded<Timer>();

    /// <summary>Waits until somebody sets a timer; what it answers fires it.</summary>
    internal async Task<Action> SetAsync()
    {
        var timer = await _set.Reader.ReadAsync();
        return timer.Fire;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _armed;

        internal void Fire()
        {
            if (Interlocked.Exchange(ref _armed, 0) == 1) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan) Interlocked.Exchange(ref _armed, 0);
            else if (Interlocked.Exchange(ref _armed, 1) == 0) time._set.Writer.TryWrite(this);
            return true;
        }

        public void Dispose() => Interlocked.Exchange(ref _armed, 0);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
