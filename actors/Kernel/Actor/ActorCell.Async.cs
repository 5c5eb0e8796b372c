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
    private Queue<SystemMessage>? _deferred;
    private Task? _async;
    private bool _isBeginningAsync;
    private Activity? _asyncActivity;
    private Turns? _turns;

    public void RunTask(Func<Task> handler)
    {
        if (_async is not null || _isBeginningAsync) throw new InvalidOperationException($"{Self.Path} is still in an asynchronous handler.");
        if (_terminating || _recreateCause is not null) throw new InvalidOperationException($"{Self.Path} is ending: PreRestart and PostStop are not awaited.");
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_turns ??= new Turns(this));
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
        _async = task;
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
        _async = null;
        if (_receiveTimeout is not null && _envelope.Message is not INotInfluenceReceiveTimeout) _receiveTimeout.Touch();
        var failure = task.IsFaulted ? task.Exception!.InnerException! : task.IsCanceled ? new TaskCanceledException(task) : null;
        if (failure is not null) _asyncActivity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        _asyncActivity?.Dispose();
        _asyncActivity = null;
        Mailbox.Resume();
        // A handler that gives way to the stop or restart which waits for it has not failed.
        if (failure is OperationCanceledException && _isStopRequested) failure = null;
        if (failure is not null) HandleInvokeFailure(failure, null);
        else if (_failure is null) _envelope = default;
        while (_async is null && _deferred is not null && _deferred.TryDequeue(out var message)) SystemInvoke(message);
    }

    private void Defer(SystemMessage message)
    {
        (_deferred ??= new()).Enqueue(message);
        if (message is not Resume) RequestStop();
    }

    /// <summary>Brings continuations back into the actor's turns. Any thread.</summary>
    private sealed class Turns(ActorCell cell) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => cell.Self.SendSystem(new Continuation(d, state));

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("An actor's turn cannot be waited for: use await, or Tell.");

        public override SynchronizationContext CreateCopy() => this;
    }
}
