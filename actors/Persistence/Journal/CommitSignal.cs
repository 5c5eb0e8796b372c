namespace NTWorkstation.Persistence.Journal;

/// <summary>Wakes this process's live queries after a commit. Free when nobody waits.</summary>
internal sealed class CommitSignal
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes at the next commit. Take it before reading, so that no commit falls between.</summary>
    internal Task Next()
    {
        while (true)
        {
            if (Volatile.Read(ref _waiting) is { } present) return present.Task;
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _waiting, mine, null) is null) return mine.Task;
        }
    }

    internal void Raise()
    {
        // The common case, nobody waiting, costs a fenced read: the waiter's exchange must not be missed behind the commit.
        Interlocked.MemoryBarrier();
        if (_waiting is not null) Interlocked.Exchange(ref _waiting, null)?.SetResult();
    }
}
