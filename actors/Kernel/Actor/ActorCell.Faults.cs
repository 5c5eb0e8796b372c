using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// Failure and its answer. An actor that throws suspends itself and its subtree and reports to its parent, whose strategy answers with
/// Resume, Restart or Stop, or fails itself with the same cause (Escalate). The semantics are those documented for Akka. Every Suspend a
/// cell counts is taken back by exactly one Resume or Recreate.
/// </summary>
internal sealed partial class ActorCell
{
    private Exception? _failure;
    // The child whose failure this one escalates: resuming this resumes that one from its failure.
    private InternalActorRef? _perpetrator;
    private Exception? _recreateCause;
    private bool _neverMade;
    // Failures of children that could not be escalated while this was failed itself.
    private List<Failed>? _postponed;

    /// <summary>The children with their counts of restarts, for a strategy.</summary>
    internal IReadOnlyList<(InternalActorRef Child, ChildRestartStats Stats)> Siblings()
    {
        lock (Mailbox) return _children is null ? [] : [.. _children.Values.Select(c => (c.Reference, c.RestartStats))];
    }

    private void HandleInvokeFailure(Exception failure, InternalActorRef? perpetrator)
    {
        if (_terminated) return;
        if (_failure is not null)
        {
            // The supervisor decides on the first failure; a child's waits until then.
            KernelLog.FailedAgain(Logger, failure, Self.Path);
            if (perpetrator is not null) (_postponed ??= []).Add(new Failed(perpetrator, failure));
            return;
        }
        (_failure, _perpetrator) = (failure, perpetrator);
        foreach (var child in CountSuspension())
            if (!child.Equals(perpetrator)) child.SendSystem(new Suspend());
        Parent.SendSystem(new Failed(Self, failure));
    }

    private void OnChildFailed(Failed failed)
    {
        // A child that has ended meanwhile needs no decision.
        if (StatsOf(failed.Child) is not { } stats) return;
        // Escalated as it is: thrown again at each level it would grow by a stack trace each time.
        if (!Strategy.HandleFailure(this, failed.Child, failed.Cause, stats)) HandleInvokeFailure(failed.Cause, failed.Child);
    }

    private void SuspendTree()
    {
        foreach (var child in CountSuspension()) child.SendSystem(new Suspend());
    }

    private void ResumeTree(Exception? causedByFailure)
    {
        foreach (var child in CountResumption()) child.SendSystem(new Resume(child.Equals(_perpetrator) ? causedByFailure : null));
    }

    private void OnResume(Exception? causedByFailure)
    {
        if (_terminating) return;
        if (causedByFailure is not null && _actor is null && _recreateCause is null)
        {
            // The instance could not be made: there is nothing to go on with. Without a cause this is the parent going on, and the answer to
            // the failure is still to come.
            OnRecreate(causedByFailure);
            return;
        }
        ResumeTree(causedByFailure);
        if (causedByFailure is not null) ForgetFailure();
    }

    private void OnRecreate(Exception cause)
    {
        if (_terminating) return;
        if (_recreateCause is not null)
        {
            // One restart is under way already: only the suspension that came with this one is taken back.
            ResumeTree(null);
            return;
        }
        _recreateCause = cause;
        _neverMade = _actor is null;
        if (_actor is { } failed)
        {
            try
            {
                failed.AroundPreRestart(cause, _envelope.Message);
            }
            catch (Exception failure)
            {
                // Nothing is left to do about it: the instance is given up anyway.
                KernelLog.PreRestartFailed(Logger, failure, Self.Path);
            }
            _actor = null;
        }
        else
        {
            // What a constructor made before it threw goes with it.
            foreach (var child in GetChildren()) Stop(child);
        }
        ForgetTimers();
        _envelope = default;
        if (!AwaitDyingChildren()) FinishRecreate();
    }

    private void FinishRecreate()
    {
        var cause = _recreateCause!;
        _recreateCause = null;
        RenewStopping();
        // Again: work that nobody awaited may have set some while children ended.
        ForgetTimers();
        ForgetFailure();
        // Whom PreRestart left alive is restarted as well, and takes back its share of the suspension by that.
        var survivors = ChildReferences();
        CountResumption();
        if (_neverMade)
        {
            StartInstance();
            return;
        }
        try
        {
            KernelMetrics.Restarts.Note(1, KernelMetrics.ActorType(this));
            _actor = NewInstance();
            _actor.AroundPostRestart(cause);
        }
        catch (Exception failure)
        {
            _actor = null;
            throw new PostRestartException(Self, failure, cause);
        }
        foreach (var child in survivors) child.SendSystem(new Recreate(cause));
    }

    private void ForgetFailure()
    {
        (_failure, _perpetrator) = (null, null);
        if (!IsInAsync) _envelope = default;
        if (_postponed is not { } postponed) return;
        _postponed = null;
        foreach (var failed in postponed) Self.SendSystem(failed);
    }
}
