using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>
/// A few threads that take waiting mailboxes in a random order, one message a turn, and pause where the kernel decides: between a mailbox's
/// claim and its place among those that wait, before a turn and after it.
/// </summary>
internal sealed class YieldingDispatcher : MessageDispatcher, IDisposable
{
    private readonly object _gate = new();
    private readonly List<IThreadPoolWorkItem> _waiting = [];
    private readonly Random _random;
    private readonly Pauses _pauses;
    private int _unfinished;
    private bool _closed;

    public YieldingDispatcher(int seed, Pauses pauses, int threads = 3)
    {
        (_random, _pauses) = (new Random(seed), pauses);
        for (var i = 0; i < threads; i++) new Thread(Run) { IsBackground = true, Name = $"turns {i}" }.Start();
    }

    public override int Throughput => 1;

    /// <summary>No mailbox waits for a turn or is in one. Lasting, unless something outside of the actors sends.</summary>
    public bool IsIdle => Volatile.Read(ref _unfinished) == 0;

    /// <summary>What an actor's turn threw into a thread of the dispatcher: nothing ever should.</summary>
    public Exception? Escaped { get; private set; }

    protected internal override void Schedule(IThreadPoolWorkItem mailbox)
    {
        Interlocked.Increment(ref _unfinished);
        _pauses.Here();
        lock (_gate)
        {
            _waiting.Add(mailbox);
            Monitor.Pulse(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        while (Next() is { } turn)
        {
            _pauses.Here();
            try
            {
                turn.Execute();
            }
            catch (Exception failure)
            {
                Escaped = failure;
            }
            _pauses.Here();
            Interlocked.Decrement(ref _unfinished);
        }
    }

    private IThreadPoolWorkItem? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed) return null;
                Monitor.Wait(_gate);
            }
            var at = _random.Next(_waiting.Count);
            var next = _waiting[at];
            _waiting[at] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            return next;
        }
    }
}
