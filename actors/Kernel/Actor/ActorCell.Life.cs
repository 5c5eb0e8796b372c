using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Timing;

namespace NTWorkstation.Kernel.Actor;

/// <summary>Made, restarted, ended.</summary>
internal sealed partial class ActorCell
{
    // The actor's own Receive, for all actors: one of its own would cost each a delegate. Behaviours run only in their actor's turn.
    private static readonly Receive Own = static message => t_current!._actor!.CallReceive(message);

    private TimerScheduler? _timers;
    private Stash? _stash;
    private ReceiveTimer? _receiveTimeout;
    private CancellationTokenSource? _stopping;
    private bool _isStopRequested;

    public ITimerScheduler Timers => _timers ??= new TimerScheduler(this);

    public IStash Stash => _stash ??= new Stash(this);

    /// <summary>Of the present instance.</summary>
    public int StashCapacity => _actor is IWithUnboundedStash ? int.MaxValue : Props.StashCapacity;

    public CancellationToken Stopping => _isStopRequested ? new CancellationToken(canceled: true) : (_stopping ??= new CancellationTokenSource()).Token;

    public TimeSpan? ReceiveTimeout => _receiveTimeout?.Timeout;

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout is { } positive) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(positive, TimeSpan.Zero, nameof(timeout));
        _receiveTimeout?.Dispose();
        // Work that nobody awaited may still come here.
        if (_terminated) return;
        _receiveTimeout = timeout is { } wanted ? new ReceiveTimer(this, wanted) : null;
    }

    private void ForgetTimers()
    {
        _receiveTimeout?.Dispose();
        _receiveTimeout = null;
        _timers?.CancelAll();
    }

    private void MakeFirst()
    {
        KernelMetrics.LiveActors.Note(1);
        StartInstance();
    }

    private void StartInstance()
    {
        try
        {
            _actor = NewInstance();
            _actor.AroundPreStart();
        }
        catch (Exception failure)
        {
            _actor = null;
            if (failure is ActorInitializationException) throw;
            throw new ActorInitializationException(Self, $"could not be started: {failure.Message}", failure);
        }
    }

    private ActorBase NewInstance()
    {
        (_behavior, _behaviorsBelow) = (Own, null);
        IsHolding = false;
        var actor = Props.Factory()
            ?? throw new ActorInitializationException(Self, $"the factory of {Props.ActorType.Name} returned null.", null);
        if (!actor.TryAttach(this))
            throw new ActorInitializationException(
                Self, $"the factory of {Props.ActorType.Name} returned an instance that it had made before: it must make a new one each time.", null);
        _strategy = null;
        if (actor is IWithTimers timed) timed.Timers = Timers;
        if (actor is IWithStash stashing) stashing.Stash = Stash;
        return actor;
    }

    public void UnstashAll() => _stash?.UnstashAll();

    // What is registered on the token is foreign: its faults must not stand in the way of the end.
    private void RequestStop()
    {
        _isStopRequested = true;
        try
        {
            _stopping?.Cancel();
        }
        catch (AggregateException failure)
        {
            KernelLog.StoppingFailed(Logger, failure, Self.Path);
        }
    }

    /// <summary>For a new instance, which may itself be waited for already.</summary>
    private void RenewStopping()
    {
        _stopping = null;
        _isStopRequested = _turns is not null && _turns.Deferred.Any(d => d is Terminate or Recreate);
    }

    private void OnTerminate()
    {
        if (_terminating) return;
        _terminating = true;
        RequestStop();
        Mailbox.Suspend();
        _receiveTimeout?.Dispose();
        var children = BeginTermination();
        foreach (var child in children) child.SendSystem(new Terminate());
        if (children.Length == 0) FinishTerminate();
    }

    private void FinishTerminate()
    {
        try
        {
            _actor?.AroundPostStop();
        }
        catch (Exception failure)
        {
            KernelLog.PostStopFailed(Logger, failure, Self.Path);
        }
        finally
        {
            ForgetTimers();
            // Without an instance nobody has done it yet.
            UnstashAll();
            _terminated = true;
            Mailbox.Close();
            Parent.SendSystem(new ChildTerminated(Self));
            TellWatchersWeDied();
            UnwatchAll();
            _actor = null;
            (_behavior, _behaviorsBelow) = (Own, null);
            // References outlive the actor; what they hold must not be its instance.
            (_strategy, _failure, _stopping) = (null, null, null);
            _envelope = default;
            KernelMetrics.LiveActors.Note(-1);
        }
    }
}
