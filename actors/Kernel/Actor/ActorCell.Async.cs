using System.Diagnostics;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// Handlers that await. Until such a handler has ended the actor takes no other user message; its continuations run in the actor's turns,
/// with its context and sender. Its supervisor's Restart and Stop wait for it too, so that nothing of the actor ever runs beside half of a
/// handler; <see cref="IActorContext.Stopping"/> tells the handler that it is waited for.
/// </summary>
internal sealed partial class ActorCell
{
    // Made for the first handler that awaits: most actors have none.
    private Turns? _turns;
    private bool _isBeginningAsync;

    private bool IsInAsync => _turns is { Handler: not null };

    public void RunTask(Func<Task> handler)
    {
        if (IsInAsync || _isBeginningAsync) throw new InvalidOperationException($"{Self.Path} is still in an asynchronous handler.");
        if (_terminating || _recreateCause is not null) throw new InvalidOperationException($"{Self.Path} is ending: PreRestart and PostStop are not awaited.");
        var outer = SynchronizationContext.Current;
        var turns = _turns ??= new Turns(this);
        SynchronizationContext.SetSynchronizationContext(turns);
        Task task;
        _isBeginningAsync = true;
        try
        {
            task = handler();
        }
        finally
        {
            _isBeginningAsync = false;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
        if (task.IsCompletedSuccessfully) return;
        if (task.IsCompleted) task.GetAwaiter().GetResult();
        turns.Handler = task;
        Mailbox.Suspend();
        task.ContinueWith(
            static (done, cell) => ((ActorCell)cell!).Self.SendSystem(new AsyncCompleted(done)), this, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void RunContinuation(Continuation continuation)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_turns);
        try
        {
            continuation.Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private void RunLateContinuation(Continuation continuation)
    {
        try
        {
            RunContinuation(continuation);
        }
        // There is no supervisor any more whom it could concern.
        catch (Exception failure)
        {
            KernelLog.FailedAfterEnd(Logger, failure, Self.Path);
        }
    }

    private void FinishAsync(Task task)
    {
        var turns = _turns!;
        turns.Handler = null;
        if (_receiveTimeout is not null && _envelope.Message is not INotInfluenceReceiveTimeout) _receiveTimeout.Touch();
        var failure = task.IsFaulted ? task.Exception!.InnerException! : task.IsCanceled ? new TaskCanceledException(task) : null;
        if (failure is not null) turns.Activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        ActorTracing.End(turns.Activity, Activity.Current);
        turns.Activity = null;
        Mailbox.Resume();
        // A handler that gives way to the stop or restart which waits for it has not failed.
        if (failure is OperationCanceledException && _isStopRequested) failure = null;
        if (failure is not null) HandleInvokeFailure(failure, null);
        else if (_failure is null) _envelope = default;
        while (turns.Handler is null && turns.Deferred.TryDequeue(out var message)) SystemInvoke(message);
    }

    private void Defer(SystemMessage message)
    {
        _turns!.Deferred.Enqueue(message);
        if (message is not Resume) RequestStop();
    }

    /// <summary>Brings continuations back into the actor's turns, from any thread; and what the actor knows of the handler that awaits.</summary>
    private sealed class Turns(ActorCell cell) : SynchronizationContext
    {
        /// <summary>The handler that is waited for, or null.</summary>
        public Task? Handler { get; set; }

        /// <summary>Its span.</summary>
        public Activity? Activity { get; set; }

        /// <summary>What waits for its end.</summary>
        public Queue<SystemMessage> Deferred { get; } = new();

        public override void Post(SendOrPostCallback d, object? state) => cell.Self.SendSystem(new Continuation(d, state));

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("An actor's turn cannot be waited for: use await, or Tell.");

        public override SynchronizationContext CreateCopy() => this;
    }
}
