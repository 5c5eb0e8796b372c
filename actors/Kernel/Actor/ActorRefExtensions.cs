namespace NTWorkstation.Kernel.Actor;

/// <summary>Ways to tell.</summary>
public static class ActorRefExtensions
{
    /// <summary>Tells with the actor that is running on this thread as the sender, or none outside of actors.</summary>
    public static void Tell(this IActorRef receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Tell(message, ActorCell.Current?.Self ?? ActorRefs.NoSender);
    }

    /// <summary>Passes on what the running actor is handling, with its original sender.</summary>
    /// <exception cref="InvalidOperationException">Called outside of an actor.</exception>
    public static void Forward(this IActorRef receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        var cell = ActorCell.Current ?? throw new InvalidOperationException("Forward passes on the message an actor is handling; outside of an actor use Tell.");
        receiver.Tell(message, cell.Sender);
    }

    /// <summary>True for no reference and for <see cref="ActorRefs.Nobody"/>.</summary>
    public static bool IsNobody(this IActorRef? reference) => reference is null || ReferenceEquals(reference, ActorRefs.Nobody);

    internal static InternalActorRef Internal(this IActorRef reference) => reference as InternalActorRef
        ?? throw new ArgumentException($"{reference.Path} is no reference of this kernel ({reference.GetType().Name}).", nameof(reference));
}
