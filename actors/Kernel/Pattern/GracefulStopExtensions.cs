using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Pattern;

/// <summary>Stopping, awaited.</summary>
public static class GracefulStopExtensions
{
    /// <summary>
    /// Tells the actor to stop and completes when it has ended. An actor must not await it for itself or one above it: their end waits for
    /// its handler.
    /// </summary>
    /// <param name="message">Null for <see cref="PoisonPill"/>.</param>
    /// <exception cref="TimeoutException">It has not ended in time; it may still.</exception>
    public static async Task GracefulStop(this IActorRef actor, TimeSpan timeout, object? message = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var reference = actor.Internal();
        if (reference.IsTerminated) return;
        var time = reference.OwningSystem?.TimeProvider ?? TimeProvider.System;
        var watcher = new Watcher(actor.Path, reference.OwningSystem?.NextUid() ?? 0);
        reference.SendSystem(new Watch(watcher));
        actor.Tell(message ?? PoisonPill.Instance, ActorRefs.NoSender);
        try
        {
            await watcher.Ended.WaitAsync(timeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            reference.SendSystem(new Unwatch(watcher));
            throw new TimeoutException(FormattableString.Invariant($"{actor.Path} did not end within {timeout.TotalSeconds:0.###} s."));
        }
    }

    /// <param name="uid">Several may wait for one end: they must not be taken for each other.</param>
    private sealed class Watcher(ActorPath subject, long uid) : InternalActorRef
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public override ActorPath Path { get; } = subject.Child("$stopping", uid);

        public override void Tell(object message, IActorRef sender)
        {
        }

        public override void SendSystem(SystemMessage message)
        {
            if (message is DeathWatchNotification) _ended.TrySetResult();
        }
    }
}
