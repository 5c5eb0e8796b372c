namespace NTWorkstation.Kernel.Timing;

/// <summary>
/// Timers of one actor, each under a key: starting one again replaces it. A timer that was cancelled or replaced, or that belongs to an
/// instance before a restart, never fires, be its message in the mailbox already. Only in the actor's own turns; started
/// after its end, by work that was not awaited, a timer is none.
/// </summary>
public interface ITimerScheduler
{
    /// <param name="timeout">0 or more.</param>
    void StartSingleTimer(object key, object message, TimeSpan timeout);

    /// <summary>First after one interval, then after each.</summary>
    /// <param name="interval">More than 0.</param>
    void StartPeriodicTimer(object key, object message, TimeSpan interval);

    /// <param name="initialDelay">0 or more.</param>
    /// <param name="interval">More than 0.</param>
    void StartPeriodicTimer(object key, object message, TimeSpan initialDelay, TimeSpan interval);

    bool IsTimerActive(object key);

    void Cancel(object key);

    void CancelAll();
}
