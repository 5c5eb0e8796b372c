using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Supervision;

/// <summary>How an actor answers the failures of its children. Immutable; the counts of restarts are kept with each child.</summary>
public abstract class SupervisorStrategy
{
    private protected SupervisorStrategy(int maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive>? decider, bool isLogging)
    {
        if (withinTimeRange is { } window) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero, nameof(withinTimeRange));
        (MaxNrOfRetries, WithinTimeRange, Decider, IsLogging) = (maxNrOfRetries, withinTimeRange, decider ?? DefaultDecider, isLogging);
    }

    /// <summary>One for one with the default decider and no limit.</summary>
    public static SupervisorStrategy Default { get; } = new OneForOneStrategy();

    /// <summary>Stops every child that fails.</summary>
    public static SupervisorStrategy Stopping { get; } = new OneForOneStrategy(static _ => Directive.Stop);

    /// <summary>Restarts allowed within the time range; less than 0 for any number.</summary>
    public int MaxNrOfRetries { get; }

    /// <summary>Null counts over the whole life of a child.</summary>
    public TimeSpan? WithinTimeRange { get; }

    public Func<Exception, Directive> Decider { get; }

    /// <summary>False where failures are not logged.</summary>
    public bool IsLogging { get; }

    /// <summary>Stop for an actor that could not be made, was killed or died of a death pact; Restart for all else.</summary>
    public static Directive DefaultDecider(Exception cause) => cause switch
    {
        ActorInitializationException or ActorKilledException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    };

    /// <summary>False where the failure is to be escalated.</summary>
    internal bool HandleFailure(ActorCell supervisor, InternalActorRef child, Exception cause, ChildRestartStats stats)
    {
        var directive = Decider(cause);
        if (IsLogging) KernelLog.ChildFailed(supervisor.Logger, cause, child.Path, directive);
        switch (directive)
        {
            case Directive.Resume:
                child.SendSystem(new Resume(cause));
                return true;
            case Directive.Restart:
                Restart(supervisor, child, cause, stats);
                return true;
            case Directive.Stop:
                Stop(supervisor, child);
                return true;
            case Directive.Escalate:
                return false;
            default:
                throw new InvalidOperationException($"The decider of {supervisor.Self.Path} returned {(int)directive}, which is no directive.");
        }
    }

    private protected abstract void Restart(ActorCell supervisor, InternalActorRef child, Exception cause, ChildRestartStats stats);

    private protected abstract void Stop(ActorCell supervisor, InternalActorRef child);

    private protected bool IsAllowed(ChildRestartStats stats, ActorCell supervisor) =>
        stats.RequestPermission(MaxNrOfRetries, WithinTimeRange, supervisor.System.TimeProvider);
}

/// <summary>Only the child that failed is concerned.</summary>
public sealed class OneForOneStrategy : SupervisorStrategy
{
    /// <param name="maxNrOfRetries">Restarts allowed within the range, then the child is stopped; less than 0 for any number.</param>
    /// <param name="withinTimeRange">Null: over its whole life.</param>
    /// <param name="decider">Null: the default one.</param>
    public OneForOneStrategy(int maxNrOfRetries = -1, TimeSpan? withinTimeRange = null, Func<Exception, Directive>? decider = null, bool isLogging = true)
        : base(maxNrOfRetries, withinTimeRange, decider, isLogging)
    {
    }

    public OneForOneStrategy(Func<Exception, Directive> decider)
        : this(-1, null, decider)
    {
    }

    private protected override void Restart(ActorCell supervisor, InternalActorRef child, Exception cause, ChildRestartStats stats)
    {
        if (IsAllowed(stats, supervisor)) child.SendSystem(new Recreate(cause));
        else supervisor.Stop(child);
    }

    private protected override void Stop(ActorCell supervisor, InternalActorRef child) => supervisor.Stop(child);
}

/// <summary>What is decided for the child that failed is done to all.</summary>
public sealed class AllForOneStrategy : SupervisorStrategy
{
    /// <inheritdoc cref="OneForOneStrategy(int, TimeSpan?, Func{Exception, Directive}?, bool)"/>
    public AllForOneStrategy(int maxNrOfRetries = -1, TimeSpan? withinTimeRange = null, Func<Exception, Directive>? decider = null, bool isLogging = true)
        : base(maxNrOfRetries, withinTimeRange, decider, isLogging)
    {
    }

    public AllForOneStrategy(Func<Exception, Directive> decider)
        : this(-1, null, decider)
    {
    }

    private protected override void Restart(ActorCell supervisor, InternalActorRef child, Exception cause, ChildRestartStats stats)
    {
        var siblings = supervisor.Siblings();
        // Every child's count is asked, as each of them is restarted.
        var allowed = true;
        foreach (var sibling in siblings) allowed &= IsAllowed(sibling.Stats, supervisor);
        foreach (var sibling in siblings)
        {
            if (!allowed)
            {
                supervisor.Stop(sibling.Child);
                continue;
            }
            // The one that failed has suspended itself.
            if (!sibling.Child.Equals(child)) sibling.Child.SendSystem(new Suspend());
            sibling.Child.SendSystem(new Recreate(cause));
        }
    }

    private protected override void Stop(ActorCell supervisor, InternalActorRef child)
    {
        foreach (var sibling in supervisor.Siblings()) supervisor.Stop(sibling.Child);
    }
}
