using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Timing;

namespace NTWorkstation.Kernel.Actor;

/// <summary>Handles a message; false where it does not know it.</summary>
public delegate bool Receive(object message);

/// <summary>What an actor can do with itself and its surroundings. Only in the actor's own turns.</summary>
public interface IActorContext
{
    ActorSystem System { get; }

    IActorRef Self { get; }

    IActorRef Parent { get; }

    /// <summary>Who sent what is being handled; <see cref="ActorRefs.NoSender"/> where nobody did.</summary>
    IActorRef Sender { get; }

    Props Props { get; }

    /// <summary>Category: the actor's type and path. What a provider of logging throws is dropped: it fails no actor.</summary>
    ILogger Logger { get; }

    ITimerScheduler Timers { get; }

    IStash Stash { get; }

    /// <summary>Cancelled when this actor's stop or restart waits for an asynchronous handler to end.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Makes a child.</summary>
    /// <param name="name">Unique among the living children; null for a name of the system's own.</param>
    /// <exception cref="InvalidActorNameException">Not allowed or taken.</exception>
    /// <exception cref="InvalidOperationException">This actor is ending.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Null where there is none of this name.</summary>
    IActorRef? Child(string name);

    IReadOnlyList<IActorRef> GetChildren();

    /// <summary>Stops an actor, after the message it is at; those it has not come to go to the dead letters.</summary>
    void Stop(IActorRef actor);

    /// <summary>This receives one <see cref="Terminated"/> when the subject ends, or at once where it has ended.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>As Watch, with a message of one's own in place of Terminated.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>From now on no Terminated of the subject is received, be it in the mailbox already.</summary>
    IActorRef Unwatch(IActorRef subject);

    /// <summary>Replaces the behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Puts a behaviour on top of the present one.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Back to the behaviour below, if there is one.</summary>
    void UnbecomeStacked();

    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Receive <see cref="Actor.ReceiveTimeout"/> whenever no message came for so long; null ends it.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>
    /// Runs asynchronous work as the handler of the present message: the next one is taken when it has ended. Stop and restart wait for it
    /// too; so it must not await the end of this actor, of one above it or of the system.
    /// </summary>
    void RunTask(Func<Task> handler);
}
