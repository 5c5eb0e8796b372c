using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Actor;

/// <summary>The reference of an actor in this process.</summary>
internal sealed class LocalActorRef : InternalActorRef
{
    private readonly ActorCell _cell;

    public LocalActorRef(ActorPath path, ActorCell cell) => (Path, _cell) = (path, cell);

    public override ActorPath Path { get; }

    internal ActorCell Cell => _cell;

    public override bool IsTerminated => _cell.IsTerminated;

    public override ActorSystem OwningSystem => _cell.System;

    public override void Tell(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        _cell.Mailbox.Enqueue(ActorTracing.IsListening ? ActorTracing.Carry(message) : message, sender ?? ActorRefs.NoSender);
    }

    public override void SendSystem(SystemMessage message) => _cell.Mailbox.EnqueueSystem(message);
}
