using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Actor;

/// <summary>
/// An event with the handler that is to run once it is durable. It waits in the actor's list, travels with its write, and comes back as a
/// message of its own with the command's sender, so that each handler is one message like any other.
/// </summary>
internal abstract class Invocation(Eventsourced addressee, IActorRef sender, bool isStashing) : PersistenceMessage(addressee)
{
    public IActorRef Sender => sender;

    /// <summary>True where commands are held until this handler ran.</summary>
    public bool IsStashing => isStashing;

    public abstract object Event { get; }

    /// <summary>Null where nothing is written: a deferred handler, or an event that cannot be serialized.</summary>
    public NewEntry? Entry { get; set; }

    /// <summary>How many events from this on are written as one; 0 for those behind the first.</summary>
    public int GroupCount { get; set; } = 1;

    /// <summary>Why the event cannot be stored.</summary>
    public Exception? Rejection { get; set; }

    public Invocation? Next { get; set; }

    /// <summary>The write that it went with; null where none was needed.</summary>
    public Write? Write { get; set; }

    /// <summary>A message that was stashed by mistake must not run its handler twice.</summary>
    public bool IsHandled { get; set; }

    public override object Shown => Event;

    public override void Handle() => Addressee.OnInvocation(this);

    public abstract void Run();
}

internal sealed class Invocation<TEvent>(Eventsourced addressee, IActorRef sender, bool isStashing, TEvent @event, Action<TEvent> handler)
    : Invocation(addressee, sender, isStashing)
    where TEvent : notnull
{
    public override object Event => @event;

    public override void Run() => handler(@event);
}
