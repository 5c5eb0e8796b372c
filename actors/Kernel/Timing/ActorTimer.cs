using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Timing;

internal static class ActorTimer
{
    /// <summary>
    /// A timer that tells an actor a tick of its own. What flows with the present call, such as a trace, does not flow into it: a periodic
    /// timer would carry it for ever.
    /// </summary>
    public static ITimer CreateActorTimer(this TimeProvider time, IActorRef self, AutoReceivedMessage tick, TimeSpan due, TimeSpan period)
    {
        if (ExecutionContext.IsFlowSuppressed()) return Create();
        using (ExecutionContext.SuppressFlow()) return Create();

        ITimer Create() => time.CreateTimer(
            static state =>
            {
                var (actor, message) = ((IActorRef, AutoReceivedMessage))state!;
                actor.Tell(message, actor);
            },
            (self, tick), due, period);
    }
}
