using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>
/// A linked queue of many producers and one consumer; putting in is one exchange, taking out is none. One node of 40 bytes a message.
/// Source: D. Vyukov, "Intrusive MPSC node-based queue" (2010).
/// </summary>
internal sealed class UnboundedMessageQueue : IMessageQueue
{
    // Producers' end and consumer's end. The consumer's node is one whose message is already taken.
    private Node _newest;
    private Node _taken;

    public UnboundedMessageQueue() => _newest = _taken = new Node();

    // The exchange is what a sleeping consumer is woken by: a node counts from then on, even while its link is still to be written.
    public bool HasMessages => !ReferenceEquals(Volatile.Read(ref _newest), Volatile.Read(ref _taken));

    public bool TryEnqueue(in Envelope envelope)
    {
        var node = new Node { Message = envelope.Message, Sender = envelope.Sender };
        var before = Interlocked.Exchange(ref _newest, node);
        Volatile.Write(ref before.Next, node);
        return true;
    }

    public bool TryDequeue(out Envelope envelope)
    {
        var next = Volatile.Read(ref _taken.Next);
        if (next is null)
        {
            if (!HasMessages)
            {
                envelope = default;
                return false;
            }
            next = AwaitLink();
        }
        envelope = new Envelope(next.Message!, next.Sender!);
        // The node stays as the taken one; what it carried must not.
        next.Message = null;
        next.Sender = null;
        Volatile.Write(ref _taken, next);
        return true;
    }

    public int CountUpTo(int limit)
    {
        var count = 0;
        for (var at = Volatile.Read(ref Volatile.Read(ref _taken).Next); at is not null && count < limit; at = Volatile.Read(ref at.Next)) count++;
        return count;
    }

    // A producer stands between its exchange and its link: a few instructions, unless it was preempted there.
    private Node AwaitLink()
    {
        var spin = new SpinWait();
        Node? next;
        while ((next = Volatile.Read(ref _taken.Next)) is null) spin.SpinOnce();
        return next;
    }

    private sealed class Node
    {
        public Node? Next;
        public object? Message;
        public IActorRef? Sender;
    }
}
