using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Persistence.Actor;

/// <summary>The stash of a persistent actor's user. What an event's handler runs for is an event, which is never stashed.</summary>
internal sealed class CommandStash(Eventsourced actor, IStash stash) : IStash
{
    public int Count => stash.Count;

    void IStash.Stash()
    {
        if (actor.IsHandlingEvent)
            throw new InvalidOperationException($"'{actor.PersistenceId}' is handling an event; only commands can be stashed.");
        stash.Stash();
    }

    public void Unstash() => stash.Unstash();

    public void UnstashAll() => stash.UnstashAll();

    public void UnstashAll(Predicate<object> filter) => stash.UnstashAll(message => filter(message is Answer answer ? answer.Shown : message));
}
