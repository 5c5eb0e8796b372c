using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Timing;

/// <summary>
/// Sends messages later, outside of any actor's life; inside an actor use its timers. Thread-safe. What it returns cancels: a message
/// already sent still arrives.
/// </summary>
public sealed class Scheduler
{
    private readonly TimeProvider _time;

    internal Scheduler(TimeProvider time) => _time = time;

    /// <param name="delay">0 or more.</param>
    public IDisposable ScheduleTellOnce(TimeSpan delay, IActorRef receiver, object message, IActorRef? sender = null) =>
        Once(delay, receiver, message, sender);

    /// <inheritdoc cref="ScheduleTellOnce"/>
    public ICancelable ScheduleTellOnceCancelable(TimeSpan delay, IActorRef receiver, object message, IActorRef? sender = null) =>
        new TimerCancelable(Once(delay, receiver, message, sender));

    /// <param name="initialDelay">0 or more.</param>
    /// <param name="interval">More than 0.</param>
    public IDisposable ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, IActorRef receiver, object message, IActorRef? sender = null) =>
        Repeatedly(initialDelay, interval, receiver, message, sender);

    /// <inheritdoc cref="ScheduleTellRepeatedly"/>
    public ICancelable ScheduleTellRepeatedlyCancelable(
        TimeSpan initialDelay, TimeSpan interval, IActorRef receiver, object message, IActorRef? sender = null) =>
        new TimerCancelable(Repeatedly(initialDelay, interval, receiver, message, sender));

    private ITimer Once(TimeSpan delay, IActorRef receiver, object message, IActorRef? sender)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Start(delay, Timeout.InfiniteTimeSpan, receiver, message, sender);
    }

    private ITimer Repeatedly(TimeSpan initialDelay, TimeSpan interval, IActorRef receiver, object message, IActorRef? sender)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return Start(initialDelay, interval, receiver, message, sender);
    }

    private ITimer Start(TimeSpan due, TimeSpan period, IActorRef receiver, object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        return _time.CreateTellTimer(receiver, message, sender ?? ActorRefs.NoSender, due, period);
    }
}
