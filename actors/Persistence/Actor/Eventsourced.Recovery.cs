using System.Diagnostics.CodeAnalysis;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Diagnostics;
using NTWorkstation.Persistence.Recovery;

namespace NTWorkstation.Persistence.Actor;

/// <summary>Recovering: permit, ownership, snapshot, events, RecoveryCompleted. Commands that come meanwhile are held.</summary>
public abstract partial class Eventsourced
{
    private RecoveryRun? _run;
    private IDisposable? _permit;
    private ITimer? _timer;
    private long _seenProgress;
    private long _highestSequenceNr;

    /// <summary>From where to where this actor recovers. Asked at each start.</summary>
    protected virtual RecoverySettings Recovery => RecoverySettings.Default;

    /// <summary>
    /// The recovery failed; afterwards the actor stops, whatever this does. Logs by default.
    /// </summary>
    /// <param name="reason">A <see cref="RecoveryException"/>, a <see cref="Journal.JournalException"/>, or what ReceiveRecover threw.</param>
    /// <param name="message">What ReceiveRecover was given, or null.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object? message = null) =>
        PersistenceLog.RecoveryFailed(Context.Logger, reason, PersistenceId, LastSequenceNr);

    /// <summary>All events are replayed; RecoveryCompleted comes next. For libraries that build on persistent actors; call the base.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    internal void OnRecoveryPermitted()
    {
        var recovery = Recovery;
        _run = new RecoveryRun(this, Self, Persistence, recovery, PersistenceId, Context.Logger);
        var (self, tick) = (Self, new RecoveryTick(this));
        _timer = Context.System.TimeProvider.CreateTimer(
            _ => self.Tell(tick, ActorRefs.NoSender), null, Persistence.Options.RecoveryTimeout, Timeout.InfiniteTimeSpan);
        _run.Begin();
    }

    internal void OnRecoveryBegun(RecoveryBegun begun)
    {
        (_epoch, _highestSequenceNr) = (begun.Epoch, begun.HighestSequenceNr);
        // The events are read while the snapshot is taken in.
        _run!.ReadBatch();
        if (begun.Snapshot is not { } offer) return;
        LastSequenceNr = offer.Metadata.SequenceNr;
        Replay(offer);
    }

    internal void OnReplayed(ReplayBatch batch)
    {
        if (_phase != Phase.Recovering) return;
        if (!batch.IsLast) _run!.ReadBatch();
        foreach (var (@event, sequenceNr) in batch.Events)
        {
            LastSequenceNr = sequenceNr;
            if (!Replay(@event)) return;
        }
        LastSequenceNr = Math.Max(LastSequenceNr, batch.LastSequenceNr);
        if (batch.IsLast) CompleteRecovery();
    }

    // The next tick is set only here, so that ticks that came while the actor folded are one.
    internal void OnRecoveryTick()
    {
        if (_phase != Phase.Recovering) return;
        var progress = _run!.Progress;
        if (_run.IsReading && progress == _seenProgress)
        {
            StopRecovery(new RecoveryTimedOutException(PersistenceId, LastSequenceNr, Persistence.Options.RecoveryTimeout), null);
            return;
        }
        _seenProgress = progress;
        _timer?.Change(Persistence.Options.RecoveryTimeout, Timeout.InfiniteTimeSpan);
    }

    internal void OnRecoveryStopped(Exception cause)
    {
        if (_phase == Phase.Recovering) StopRecovery(cause, null);
    }

    private void StartRecovery()
    {
        ArgumentException.ThrowIfNullOrEmpty(PersistenceId);
        _cell.IsHolding = true;
        _permit = Persistence.RecoveryPermitter.Request(Self, new PermitGranted(this));
    }

    /// <summary>False where the recovery has failed.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the fold throws ends the recovery with it.")]
    private bool Replay(object message)
    {
        try
        {
            if (!ReceiveRecover(message)) Unhandled(message);
            return true;
        }
        catch (Exception cause)
        {
            StopRecovery(cause, message);
            return false;
        }
    }

    private void CompleteRecovery()
    {
        EndRecovery();
        LastSequenceNr = Math.Max(LastSequenceNr, _highestSequenceNr);
        (_storedSequenceNr, _phase) = (LastSequenceNr, Phase.Running);
        try
        {
            OnReplaySuccess();
            ReceiveRecover(RecoveryCompleted.Instance);
        }
        finally
        {
            EndTurn();
        }
    }

    private void StopRecovery(Exception cause, object? message)
    {
        EndRecovery();
        _phase = Phase.Failed;
        try
        {
            OnRecoveryFailure(cause, message);
        }
        finally
        {
            Context.Stop(Self);
        }
    }

    private void EndRecovery()
    {
        if (_phase != Phase.Recovering) return;
        _timer?.Dispose();
        _permit?.Dispose();
        _run?.Dispose();
        (_timer, _permit, _run) = (null, null, null);
    }
}
