using NTWorkstation.Contracts.Transport;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>The newest events of a transport under running numbers, for clients that ask for what they do not know yet. Thread-safe.</summary>
internal sealed class TransportEvents
{
    private const int Kept = 4096;
    private readonly Lock _gate = new();
    private readonly Queue<TransportEvent> _events = new();
    private long _last;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(TransportEvent e)
    {
        TaskCompletionSource told;
        lock (_gate)
        {
            _events.Enqueue(e);
            if (_events.Count > Kept) _events.Dequeue();
            _last++;
            (told, _news) = (_news, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        told.SetResult();
    }

    /// <summary>What came after an event, waiting for something to come.</summary>
    public async Task<EventsReply> AfterAsync(long known, TimeSpan patience)
    {
        Task news;
        lock (_gate)
        {
            if (known < 0 || known > _last) return new(_last, []);
            if (known < _last) return Since(known);
            news = _news.Task;
        }
        await Task.WhenAny(news, Task.Delay(patience)).ConfigureAwait(false);
        lock (_gate) return Since(known);
    }

    private EventsReply Since(long known)
    {
        var wanted = _last - known;
        var there = Math.Min(wanted, _events.Count);
        return new(_last, [.. _events.Skip((int)(_events.Count - there))], wanted - there);
    }
}
