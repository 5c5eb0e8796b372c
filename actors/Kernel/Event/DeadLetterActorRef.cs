using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Pattern;

namespace NTWorkstation.Kernel.Event;

/// <summary>Publishes what it is told as dead letters. A question among them fails at once.</summary>
internal sealed class DeadLetterActorRef(ActorSystem system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path => path;

    internal override ActorSystem OwningSystem => system;

    public override void Tell(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Refuse(message, sender, this);
    }

    internal override void SendSystem(SystemMessage message)
    {
        if (message is Watch watch) watch.Watcher.SendSystem(new DeathWatchNotification(this, false));
    }

    /// <summary>A message that its recipient will not see.</summary>
    public void Refuse(object message, IActorRef sender, IActorRef recipient)
    {
        if (message is TracedMessage traced) message = traced.Message;
        // Notices of the kernel that come too late for whom they were meant concern nobody else.
        if (message is AutoReceivedMessage and not (PoisonPill or Kill or Identify)) return;
        KernelMetrics.DeadLetters.Add(1);
        if (sender is FutureActorRef future) future.OnUndelivered(message);
        if (message is DeadLetter already) system.EventStream.Publish(already);
        else system.EventStream.Publish(new DeadLetter(message, sender, recipient));
    }
}
