using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.TestKit;

/// <summary>
/// Runs all actors on the thread that calls <see cref="RunUntilIdle"/>, one message a turn, in an order drawn from a seed: the same seed
/// gives the same schedule, another one another, so that orders which are rare on real threads are forced. Scheduling is thread-safe.
/// </summary>
public sealed class SeededDispatcher(int seed) : MessageDispatcher
{
    private readonly Lock _gate = new();
    private readonly List<IThreadPoolWorkItem> _waiting = [];
    private readonly Random _random = new(seed);

    /// <summary>One, so that turns interleave as finely as they can.</summary>
    public override int Throughput => 1;

    /// <summary>Turns taken so far.</summary>
    public long Turns { get; private set; }

    public bool IsIdle
    {
        get
        {
            lock (_gate) return _waiting.Count == 0;
        }
    }

    protected override void Schedule(IThreadPoolWorkItem mailbox)
    {
        lock (_gate) _waiting.Add(mailbox);
    }

    /// <summary>Gives one turn; false where nobody waits for one.</summary>
    public bool RunOne()
    {
        IThreadPoolWorkItem next;
        lock (_gate)
        {
            if (_waiting.Count == 0) return false;
            var at = _random.Next(_waiting.Count);
            next = _waiting[at];
            // The order of the others does not matter: the next is drawn as well.
            _waiting[at] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
        }
        Turns++;
        next.Execute();
        return true;
    }

    /// <summary>Gives turns until nobody waits for one.</summary>
    /// <param name="mostTurns">More than that is taken for a loop without end.</param>
    /// <exception cref="InvalidOperationException">The turns did not end.</exception>
    public void RunUntilIdle(int mostTurns = 1_000_000)
    {
        for (var i = 0; i < mostTurns; i++)
            if (!RunOne()) return;
        throw new InvalidOperationException($"The actors were not idle after {mostTurns} turns.");
    }
}
