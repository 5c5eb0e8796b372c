using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>
/// At most a given number of messages; the newest is refused beyond. The kernel's own notices (Terminated, ticks of timers) are counted and
/// never refused: nobody would send them again.
/// </summary>
internal sealed class BoundedMessageQueue(int capacity) : IMessageQueue
{
    private readonly UnboundedMessageQueue _queue = new();
    private int _count;

    public bool HasMessages => _queue.HasMessages;

    public bool TryEnqueue(in Envelope envelope)
    {
        int count;
        do
        {
            count = Volatile.Read(ref _count);
            if (count >= capacity && !IsNotice(envelope.Message)) return false;
        }
        while (Interlocked.CompareExchange(ref _count, count + 1, count) != count);
        return _queue.TryEnqueue(envelope);
    }

    private static bool IsNotice(object message) => TracedMessage.Unwrap(message) is AutoReceivedMessage and not (PoisonPill or Kill or Identify);

    public bool TryDequeue(out Envelope envelope)
    {
        if (!_queue.TryDequeue(out envelope)) return false;
        Interlocked.Decrement(ref _count);
        return true;
    }

    public int CountUpTo(int limit) => Math.Min(limit, Math.Min(capacity, Volatile.Read(ref _count)));
}
