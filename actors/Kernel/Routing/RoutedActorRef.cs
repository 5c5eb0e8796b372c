using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Pattern;

namespace NTWorkstation.Kernel.Routing;

/// <summary>A router's reference: routes on the sender's thread; only what concerns the router itself goes to its head.</summary>
internal sealed class RoutedActorRef(ActorCell head, RouterActor.Table table) : InternalActorRef
{
    public override ActorPath Path => head.Self.Path;

    public override bool IsTerminated => head.IsTerminated;

    public override ActorSystem OwningSystem => head.System;

    public override void SendSystem(SystemMessage message) => head.Self.SendSystem(message);

    public override void Tell(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        var routees = table.Routees;
        if (message is AutoReceivedMessage or GetRoutees || routees.Length == 0) head.Self.Tell(message, sender);
        else if (message is Broadcast broadcast) ToAll(broadcast.Message, sender);
        else if (table.Logic.IsBroadcast) ToAll(message, sender);
        else
        {
            var routee = Select(message, routees);
            if (routee.IsNobody()) head.System.DeadLetterOffice.Refuse(message, sender, this);
            else routee.Tell(message, sender);
        }
    }

    private IActorRef Select(object message, IActorRef[] routees)
    {
        try
        {
            return table.Logic.Select(message, routees);
        }
        // The sender, or the thread of a timer, must not pay for the router's logic.
        catch (Exception failure)
        {
            KernelLog.RoutingFailed(head.Logger, failure, Path, message.GetType().Name);
            return ActorRefs.Nobody;
        }
    }

    private void ToAll(object message, IActorRef sender)
    {
        var routees = table.Routees;
        if (sender is FutureActorRef asker) asker.Expect(routees.Length);
        foreach (var routee in routees) routee.Tell(message, sender);
    }
}
