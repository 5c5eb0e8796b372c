using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Actor;

/// <summary>Messages an actor puts off. Only in the actor's own turns.</summary>
public interface IStash
{
    int Count { get; }

    /// <summary>Puts off the message being handled, with its sender.</summary>
    /// <exception cref="IllegalActorStateException">It is stashed already, or nothing is being handled.</exception>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    void Stash();

    /// <summary>The oldest message comes next, before those in the mailbox.</summary>
    void Unstash();

    /// <summary>All come next, in the order they were stashed, before those in the mailbox.</summary>
    void UnstashAll();

    /// <summary>As UnstashAll, with what fails the filter going to the dead letters.</summary>
    void UnstashAll(Predicate<object> filter);
}

internal sealed class Stash(ActorCell cell) : IStash
{
    private readonly Deque _messages = new();

    public int Count => _messages.Count;

    void IStash.Stash()
    {
        var envelope = cell.CurrentEnvelope;
        if (envelope.Message is null) throw new IllegalActorStateException($"{cell.Self.Path} is handling no message that could be stashed.");
        if (cell.IsCurrentStashed)
            throw new IllegalActorStateException($"{cell.Self.Path} stashed the same {envelope.Message.GetType().Name} twice.");
        if (_messages.Count >= cell.StashCapacity) throw new StashOverflowException(cell.Self, cell.StashCapacity);
        _messages.AddLast(cell.EnvelopeToKeep);
        cell.IsCurrentStashed = true;
    }

    public void Unstash()
    {
        if (_messages.Count > 0) cell.Prepend(_messages.RemoveFirst());
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Predicate<object> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        while (_messages.Count > 0)
        {
            var envelope = _messages.RemoveLast();
            if (filter(TracedMessage.Unwrap(envelope.Message))) cell.Prepend(envelope);
            else cell.System.DeadLetterOffice.Refuse(envelope.Message, envelope.Sender, cell.Self);
        }
    }

    /// <summary>The actor does not watch it any more.</summary>
    internal void ForgetTerminated(IActorRef subject)
    {
        for (var left = _messages.Count; left > 0; left--)
        {
            var envelope = _messages.RemoveFirst();
            if (TracedMessage.Unwrap(envelope.Message) is not Terminated terminated || !terminated.ActorRef.Equals(subject)) _messages.AddLast(envelope);
        }
    }
}
