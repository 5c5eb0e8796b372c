using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Actor;

/// <summary>Has children and nothing else to do.</summary>
internal sealed class Guardian : UntypedActor
{
    protected override void OnReceive(object message) => Unhandled(message);
}

/// <summary>The root: ends "system" after "user", and itself after both. A failure that was escalated up to here ends the system.</summary>
internal sealed class RootGuardian(ActorSystem system) : UntypedActor
{
    public static readonly object WatchGuardians = new();

    protected override SupervisorStrategy SupervisorStrategy() => Supervision.SupervisorStrategy.Stopping;

    protected override void OnReceive(object message)
    {
        if (ReferenceEquals(message, WatchGuardians))
        {
            Context.Watch(system.Guardians.User.Self);
            Context.Watch(system.Guardians.System.Self);
        }
        else if (message is Terminated terminated)
        {
            if (terminated.ActorRef.Equals(system.Guardians.User.Self)) Context.Stop(system.Guardians.System.Self);
            else Context.Stop(Self);
        }
        else Unhandled(message);
    }
}

/// <summary>Above the root.</summary>
internal sealed class RootParent(ActorSystem system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path => path;

    public override void Tell(object message, IActorRef sender) => system.DeadLetterOffice.Tell(message, sender);

    public override void SendSystem(SystemMessage message)
    {
        if (message is ChildTerminated) system.OnRootEnded();
        else if (message is Failed failed)
        {
            KernelLog.RootFailed(system.CreateLogger("NTWorkstation.Kernel"), failed.Cause, system.Name);
            failed.Child.SendSystem(new Terminate());
        }
    }
}
