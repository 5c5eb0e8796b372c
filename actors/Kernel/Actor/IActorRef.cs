namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// A handle of an actor: what can be told and passed on. It stays valid after the actor has ended; what is told then goes to the dead
/// letters. Thread-safe. Equal to references of the same path and incarnation.
/// </summary>
public interface IActorRef : IEquatable<IActorRef>
{
    ActorPath Path { get; }

    /// <summary>Sends a message: at most once, in order per sender and receiver, without waiting.</summary>
    /// <param name="message">Not null; immutable by agreement.</param>
    /// <param name="sender">Whom <c>Sender</c> names; <see cref="ActorRefs.NoSender"/> where there is none.</param>
    void Tell(object message, IActorRef sender);
}

/// <summary>References that always exist.</summary>
public static class ActorRefs
{
    /// <summary>Nobody: what is told to it is dropped silently.</summary>
    public static IActorRef Nobody { get; } = new NobodyRef();

    /// <summary>The sender of a message that has none.</summary>
    public static IActorRef NoSender => Nobody;

    private sealed class NobodyRef : InternalActorRef
    {
        public override ActorPath Path { get; } = ActorPath.Root("nobody").Child("nobody", 0);

        public override void Tell(object message, IActorRef sender) => ArgumentNullException.ThrowIfNull(message);

        public override void SendSystem(Dispatch.SystemMessage message)
        {
            // A watcher of nobody is told at once that there is nobody.
            if (message is Dispatch.Watch watch) watch.Watcher.SendSystem(new Dispatch.DeathWatchNotification(this, false));
        }
    }
}

/// <summary>What every reference of this kernel is: it takes the kernel's own messages beside those of users.</summary>
internal abstract class InternalActorRef : IActorRef
{
    public abstract ActorPath Path { get; }

    /// <summary>True once the actor has ended; false says nothing.</summary>
    public virtual bool IsTerminated => false;

    /// <summary>Null where the reference belongs to no system.</summary>
    public virtual ActorSystem? OwningSystem => null;

    public abstract void Tell(object message, IActorRef sender);

    public abstract void SendSystem(Dispatch.SystemMessage message);

    public bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    // An incarnation's number alone tells references of one system apart; only those few that have none go by their path.
    public override int GetHashCode() => Path.Uid != 0 ? Path.Uid.GetHashCode() : Path.GetHashCode();

    public override string ToString() => Path.ToStringWithUid();
}
