using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// Death watch. A watcher hears of an end exactly once and not at all after Unwatch: between the news and its turn the notice waits in the
/// mailbox, so it is checked again when it is taken. Watching lasts through restarts.
/// </summary>
internal sealed partial class ActorCell
{
    // Whom this watches, with what it wants to receive in place of Terminated.
    private Dictionary<IActorRef, object?>? _watching;
    private HashSet<InternalActorRef>? _watchers;
    // The one notice of each that is still to be taken from the mailbox; any other is void.
    private Dictionary<IActorRef, Terminated>? _terminatedQueued;

    public IActorRef Watch(IActorRef subject) => WatchAs(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return WatchAs(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (_watching is not null && _watching.Remove(subject)) subject.Internal().SendSystem(new Unwatch(Self));
        _terminatedQueued?.Remove(subject);
        _stash?.ForgetTerminated(subject);
        return subject;
    }

    /// <summary>Puts an unstashed message before all that wait; a Terminated among them is due again.</summary>
    public void Prepend(in Envelope envelope)
    {
        if (TracedMessage.Unwrap(envelope.Message) is Terminated terminated) (_terminatedQueued ??= [])[terminated.ActorRef] = terminated;
        Mailbox.Prepend(envelope);
    }

    private IActorRef WatchAs(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var reference = subject.Internal();
        // After its end nobody would take the watch back.
        if (reference.Equals(Self) || _terminated) return subject;
        _watching ??= [];
        // Until its Terminated is taken an end is still being told: watching again would have it told twice.
        if (_watching.TryGetValue(subject, out var before) || TryGetQueued(subject, out before))
        {
            if (!Equals(before, message))
                throw new InvalidOperationException($"{Self.Path} watches {subject.Path} already, to receive another message: Unwatch first.");
            return subject;
        }
        _watching.Add(subject, message);
        reference.SendSystem(new Watch(Self));
        return subject;
    }

    private void AddWatcher(InternalActorRef watcher)
    {
        // An actor that is not yet ended, though ending, has its end still to tell.
        if (_terminated) watcher.SendSystem(new DeathWatchNotification(Self, false));
        else (_watchers ??= []).Add(watcher);
    }

    private void RemoveWatcher(InternalActorRef watcher) => _watchers?.Remove(watcher);

    private void OnWatchedDied(DeathWatchNotification death)
    {
        if (_watching is null || !_watching.Remove(death.Actor, out var replacement)) return;
        var notice = new Terminated(death.Actor, death.ExistenceConfirmed, replacement);
        (_terminatedQueued ??= [])[death.Actor] = notice;
        Self.Tell(notice, death.Actor);
    }

    private bool TryGetQueued(IActorRef subject, out object? replacement)
    {
        Terminated? notice = null;
        var isQueued = _terminatedQueued is not null && _terminatedQueued.TryGetValue(subject, out notice);
        replacement = notice?.Replacement;
        return isQueued;
    }

    private bool TakeTerminated(Terminated notice)
    {
        if (_terminatedQueued is null || !_terminatedQueued.TryGetValue(notice.ActorRef, out var due) || !ReferenceEquals(due, notice)) return false;
        return _terminatedQueued.Remove(notice.ActorRef);
    }

    private void TellWatchersWeDied()
    {
        if (_watchers is null) return;
        foreach (var watcher in _watchers) watcher.SendSystem(new DeathWatchNotification(Self, true));
        _watchers = null;
    }

    private void UnwatchAll()
    {
        if (_watching is not null)
            foreach (var subject in _watching.Keys) subject.Internal().SendSystem(new Unwatch(Self));
        (_watching, _terminatedQueued) = (null, null);
    }
}
