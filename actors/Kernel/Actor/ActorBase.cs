using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// An actor: state that only its own turns touch. It is made by its system from <see cref="Props"/>, in its first turn and anew for every
/// restart, never with <c>new</c>. The Around methods are for libraries that build on actors.
/// </summary>
public abstract class ActorBase
{
    private readonly ActorCell _cell;
    private bool _attached;

    protected ActorBase() => _cell = ActorCell.Current
        ?? throw new InvalidOperationException($"{GetType().Name} is an actor: it is made by ActorOf from Props, not with new.");

    protected IActorContext Context => _cell;

    protected IActorRef Self => _cell.Self;

    protected IActorRef Sender => _cell.Sender;

    /// <summary>The first behaviour. False where the message is not known to it.</summary>
    protected abstract bool Receive(object message);

    /// <summary>Before the first message. Not called for a restart, unless PostRestart calls it, as it does by default.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>After the end, and by PreRestart's default after a failed instance; its children have ended by then, save at a restart.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>On the failed instance. By default stops the children and calls PostStop.</summary>
    /// <param name="message">What was being handled, or null.</param>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }
        PostStop();
    }

    /// <summary>On the new instance. By default calls PreStart.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>How the failures of children are answered.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Supervision.SupervisorStrategy.Default;

    /// <summary>What no behaviour handled: published as <see cref="Event.UnhandledMessage"/>; of a <see cref="Terminated"/> the watcher dies.</summary>
    /// <exception cref="DeathPactException">The message is a Terminated.</exception>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(Self, terminated.ActorRef);
        // Who subscribed to such news and does not handle it would be told so for ever.
        if (message is Event.UnhandledMessage) return;
        Context.System.EventStream.Publish(new Event.UnhandledMessage(message, Sender, Self));
    }

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return receive(message);
    }

    protected internal virtual void AroundPreStart() => PreStart();

    protected internal virtual void AroundPostStop()
    {
        _cell.UnstashAll();
        PostStop();
    }

    protected internal virtual void AroundPreRestart(Exception reason, object? message)
    {
        // Prepended again, they meet the new instance.
        _cell.UnstashAll();
        PreRestart(reason, message);
    }

    protected internal virtual void AroundPostRestart(Exception reason) => PostRestart(reason);

    /// <summary>False where this instance was attached before, or was made for another actor.</summary>
    internal bool TryAttach(ActorCell cell)
    {
        if (_attached || !ReferenceEquals(cell, _cell)) return false;
        EndConstruction();
        return _attached = true;
    }

    /// <summary>The constructor has run.</summary>
    internal virtual void EndConstruction()
    {
    }

    internal bool CallReceive(object message) => Receive(message);

    internal void CallUnhandled(object message) => Unhandled(message);

    internal SupervisorStrategy StrategyForChildren() => SupervisorStrategy();
}

/// <summary>An actor with one method for every message.</summary>
public abstract class UntypedActor : ActorBase
{
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Call Unhandled for what is not known.</summary>
    protected abstract void OnReceive(object message);

    protected void Become(Action<object> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        Context.Become(Always(receive));
    }

    protected void BecomeStacked(Action<object> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        Context.BecomeStacked(Always(receive));
    }

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void RunTask(Func<Task> handler) => Context.RunTask(handler);

    private static Receive Always(Action<object> receive) => message =>
    {
        receive(message);
        return true;
    };
}

/// <summary>The actor wants timers.</summary>
public interface IWithTimers
{
    /// <summary>Set before PreStart.</summary>
    Timing.ITimerScheduler Timers { get; set; }
}

/// <summary>The actor wants a stash that holds as many messages as memory does, whatever its Props say.</summary>
public interface IWithUnboundedStash : IWithStash;

/// <summary>The actor wants a stash, as its Props bound it.</summary>
public interface IWithStash
{
    /// <summary>Set before PreStart.</summary>
    IStash Stash { get; set; }
}
