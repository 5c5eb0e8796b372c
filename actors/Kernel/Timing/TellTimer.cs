using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Timing;

internal static class TellTimer
{
    /// <summary>
    /// A timer that tells something. What flows with the present call, such as a trace, does not flow into it: a periodic timer would carry
    /// it for ever.
    /// </summary>
    public static ITimer CreateTellTimer(this TimeProvider time, IActorRef receiver, object message, IActorRef sender, TimeSpan due, TimeSpan period)
    {
        if (ExecutionContext.IsFlowSuppressed()) return Create();
        using (ExecutionContext.SuppressFlow()) return Create();

        ITimer Create() => time.CreateTimer(
            static state =>
            {
                var (receiver, message, sender) = ((IActorRef, object, IActorRef))state!;
                receiver.Tell(message, sender);
            },
            (receiver, message, sender), due, period);
    }
}
