namespace NTWorkstation.Kernel.Dispatch;

/// <summary>
/// The user messages of one mailbox: many threads put in, one at a time takes out. After <see cref="TryEnqueue"/> has returned, HasMessages
/// must be true on every thread until the message is taken.
/// </summary>
internal interface IMessageQueue
{
    /// <summary>Any thread. False where the queue is full: the message then goes to the dead letters.</summary>
    bool TryEnqueue(in Envelope envelope);

    /// <summary>The actor's turn only.</summary>
    bool TryDequeue(out Envelope envelope);

    /// <summary>Any thread.</summary>
    bool HasMessages { get; }

    /// <summary>How many there are, counted up to a limit. The actor's turn only; elsewhere it is an estimate.</summary>
    int CountUpTo(int limit);
}

/// <summary>The kind of mailbox an actor has: how many messages wait, and in which order.</summary>
public abstract class MailboxType
{
    private protected MailboxType()
    {
    }

    /// <summary>Holds as many messages as memory does. The default.</summary>
    public static MailboxType Unbounded { get; } = new UnboundedMailboxType();

    /// <summary>At most so many messages; what comes beyond goes to the dead letters and an Ask is told so.</summary>
    public static MailboxType Bounded(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new BoundedMailboxType(capacity);
    }

    /// <summary>The message with the lowest priority value first, those of one value in the order they came.</summary>
    /// <param name="priority">Asked on the sender's thread about what the actor will see. A message for which it throws comes last.</param>
    public static MailboxType Priority(Func<object, int> priority)
    {
        ArgumentNullException.ThrowIfNull(priority);
        return new PriorityMailboxType(priority);
    }

    internal abstract IMessageQueue CreateQueue();

    private sealed class UnboundedMailboxType : MailboxType
    {
        internal override IMessageQueue CreateQueue() => new UnboundedMessageQueue();
    }

    private sealed class BoundedMailboxType(int capacity) : MailboxType
    {
        internal override IMessageQueue CreateQueue() => new BoundedMessageQueue(capacity);
    }

    private sealed class PriorityMailboxType(Func<object, int> priority) : MailboxType
    {
        internal override IMessageQueue CreateQueue() => new PriorityMessageQueue(priority);
    }
}
