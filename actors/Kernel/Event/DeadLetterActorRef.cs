using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Pattern;

namespace NTWorkstation.Kernel.Event;

/// <summary>Publishes what it is told as dead letters. A question among them fails at once.</summary>
internal sealed class DeadLetterActorRef(ActorSystem system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path => path;

    public override ActorSystem OwningSystem => system;

    public override void Tell(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Refuse(message, sender, this);
    }

    public override void SendSystem(SystemMessage message)
    {
        if (message is Watch watch) watch.Watcher.SendSystem(new DeathWatchNotification(this, false));
    }

    /// <summary>A message that its recipient will not see.</summary>
    public void Refuse(object message, IActorRef sender, IActorRef recipient)
    {
        if (message is TracedMessage traced) message = traced.Message;
        sender ??= ActorRefs.NoSender;
        // Notices of the kernel that come too late for whom they were meant concern nobody else.
        if (message is AutoReceivedMessage and not (PoisonPill or Kill or Identify)) return;
        // As with Akka.NET, whoever looks for an actor that has ended is told that there is none.
        if (message is Identify identify && recipient is InternalActorRef { IsTerminated: true })
        {
            sender.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
            return;
        }
        if (message is DeadLetter already)
        {
            // One told here by an actor is published; one that a subscriber could not take would come back to it for ever.
            if (ReferenceEquals(recipient, this)) system.EventStream.Publish(already);
            return;
        }
        KernelMetrics.DeadLetters.Note(1);
        if (sender is FutureActorRef future) future.OnUndelivered(message);
        system.EventStream.Publish(new DeadLetter(message, sender, recipient));
    }
}
