using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Timing;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>Lowest priority value first, in order of arrival within a value.</summary>
internal sealed class PriorityMessageQueue(Func<object, int> priority) : IMessageQueue
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Envelope, (int Priority, long Arrival)> _queue = new();
    private long _arrivals;

    public bool HasMessages
    {
        get
        {
            lock (_gate) return _queue.Count > 0;
        }
    }

    public bool TryEnqueue(in Envelope envelope)
    {
        // Outside of the lock: it is the user's function.
        var message = TracedMessage.Unwrap(envelope.Message);
        var value = priority(message is TimerTick tick ? tick.Entry.Message : message);
        lock (_gate) _queue.Enqueue(envelope, (value, _arrivals++));
        return true;
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (_gate) return _queue.TryDequeue(out envelope, out _);
    }

    public int CountUpTo(int limit)
    {
        lock (_gate) return Math.Min(limit, _queue.Count);
    }
}
