using NTWorkstation.Kernel.Actor;
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
        var value = PriorityOf(envelope.Message);
        lock (_gate) _queue.Enqueue(envelope, (value, _arrivals++));
        return true;
    }

    private int PriorityOf(object message)
    {
        try
        {
            return priority(AsSeen(TracedMessage.Unwrap(message)));
        }
        // A sender, or the thread of a timer, must not pay for a function that does not know a message: it comes last.
        catch (Exception)
        {
            return int.MaxValue;
        }
    }

    private static object AsSeen(object message) => message switch
    {
        TimerTick tick => tick.Entry.Message,
        ReceiveTimeoutTick => ReceiveTimeout.Instance,
        Terminated { Replacement: { } replacement } => replacement,
        _ => message,
    };

    public bool TryDequeue(out Envelope envelope)
    {
        lock (_gate) return _queue.TryDequeue(out envelope, out _);
    }

    public int CountUpTo(int limit)
    {
        lock (_gate) return Math.Min(limit, _queue.Count);
    }
}
