using System.Collections.Concurrent;
using System.Globalization;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Pattern;

/// <summary>Stands for whoever asked: takes the first answer; what comes later goes to the dead letters.</summary>
internal sealed class FutureActorRef : InternalActorRef
{
    private readonly PendingAsks _asks;
    private readonly IActorRef _target;
    private readonly object _question;
    private readonly TaskCompletionSource<object> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private CancellationTokenRegistration _cancellation;
    private int _recipients = 1;

    public FutureActorRef(PendingAsks asks, IActorRef target, object question) => (_asks, _target, _question) = (asks, target, question);

    public Task<object> Answer => _answer.Task;

    public override ActorPath Path => field ??= _asks.NextPath();

    public override bool IsTerminated => _answer.Task.IsCompleted;

    public override ActorSystem OwningSystem => _asks.System;

    public void Start(TimeSpan timeout, CancellationToken cancellation)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
            _timer = _asks.System.TimeProvider.CreateTimer(
                _ => Fail(new AskTimeoutException(_target, _question, timeout)), null, timeout, Timeout.InfiniteTimeSpan);
        if (cancellation.CanBeCanceled)
            _cancellation = cancellation.UnsafeRegister(static (state, token) => ((FutureActorRef)state!).Cancel(token), this);
        // Ended before they were known to whoever ended it: the fence has either this or that one see both.
        Interlocked.MemoryBarrier();
        if (_answer.Task.IsCompleted) Release();
    }

    public override void Tell(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        var answer = message is Diagnostics.TracedMessage traced ? traced.Message : message;
        var isFirst = answer is Status.Failure failure ? _answer.TrySetException(failure.Cause) : _answer.TrySetResult(answer);
        if (isFirst) Release();
        else _asks.System.DeadLetterOffice.Refuse(answer, sender, this);
    }

    public override void SendSystem(SystemMessage message)
    {
        // Who watches an asker that is done is told so; one that waits is not worth watching: it ends with its time.
        if (message is Watch watch && IsTerminated) watch.Watcher.SendSystem(new DeathWatchNotification(this, false));
        else if (message is Watch waiting)
            _answer.Task.ContinueWith(
                _ => waiting.Watcher.SendSystem(new DeathWatchNotification(this, true)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    /// <summary>The question goes to so many at once: any of them may answer. Before it is told to the first.</summary>
    public void Expect(int recipients) => Volatile.Write(ref _recipients, recipients);

    public void OnUndelivered(object message)
    {
        if (ReferenceEquals(message, _question) && Interlocked.Decrement(ref _recipients) <= 0) Fail(new AskUndeliveredException(_target, _question));
    }

    public void FailEnded() => Fail(new ActorSystemTerminatedException(_target, _asks.System.Name));

    private void Fail(Exception cause)
    {
        if (!_answer.TrySetException(cause)) return;
        // Nobody may be awaiting it any more; that is no unobserved fault.
        _ = _answer.Task.Exception;
        Release();
    }

    private void Cancel(CancellationToken token)
    {
        if (_answer.TrySetCanceled(token)) Release();
    }

    private void Release()
    {
        _timer?.Dispose();
        _cancellation.Unregister();
        _asks.Remove(this);
    }
}

/// <summary>The questions without an answer yet. Thread-safe.</summary>
internal sealed class PendingAsks(ActorSystem system, ActorPath temp)
{
    private readonly ConcurrentDictionary<FutureActorRef, byte> _pending = new();
    private long _names;
    private volatile bool _ended;

    public ActorSystem System => system;

    public ActorPath NextPath()
    {
        var number = Interlocked.Increment(ref _names);
        return temp.Child("$" + number.ToString("x", CultureInfo.InvariantCulture), number);
    }

    public void Add(FutureActorRef ask)
    {
        _pending.TryAdd(ask, 0);
        if (_ended) ask.FailEnded();
    }

    public int Count => _pending.Count;

    public void Remove(FutureActorRef ask) => _pending.TryRemove(ask, out _);

    public void FailAll()
    {
        _ended = true;
        foreach (var ask in _pending.Keys) ask.FailEnded();
    }
}
