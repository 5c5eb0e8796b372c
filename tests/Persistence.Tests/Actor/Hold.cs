namespace NTWorkstation.Persistence.Tests.Actor;

/// <summary>Holds up calls of a store until a test lets them go, one after another; what waits for it goes on within that call.</summary>
internal sealed class Hold
{
    private readonly Queue<TaskCompletionSource> _waiting = new();

    /// <summary>Calls that wait.</summary>
    public int Count => _waiting.Count;

    public Task Wait()
    {
        var gate = new TaskCompletionSource();
        _waiting.Enqueue(gate);
        return gate.Task;
    }

    public void LetGo() => Inline(_waiting.Dequeue().SetResult);

    public void LetGoAll()
    {
        while (_waiting.Count > 0) LetGo();
    }

    public void Fail(Exception cause) => Inline(() => _waiting.Dequeue().SetException(cause));

    // A test framework's context would send what waits to other threads.
    private static void Inline(Action complete)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            complete();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
