using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// Devices that are lost, entries that cannot be played there, and the end of the queue.
public sealed partial class TransportActor
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);
    private const int AttemptsBeforeFallback = 2;
    private int _attempts;
    private int _misfits; // entries one after another that the chain does not fit
    private string? _problem;
    private (string Problem, bool HadOpened) _lost; // of the first device, when another took its place
    private bool _isFallbackGone;
    private IActorRef? _awaitsSilence;

    /// <summary>The chain does not fit the entry that comes: others may have a rate or channels that it fits.</summary>
    private void PassOver(OutputTold.Unfit unfit)
    {
        var shape = _outputShape;
        OutputHasGone();
        _wanted = null;
        var run = _runs.Values.Where(r => r is { IsGiven: false, IsOver: false, Shape: not null }).OrderBy(r => r.Id).FirstOrDefault(r => r.Shape == shape);
        if (run?.Items.LastOrDefault(i => i.Began is not null) is not { } last)
        {
            GiveWhatIsReady(); // something else was asked for meanwhile
            return;
        }
        var format = shape!.Value.Format;
        var problem = $"the chain does not fit its {format.Rate}, {format.Channels} {(format.Channels == 1 ? "channel" : "channels")}: {unfit.Problem}";
        // A run is of one shape.
        foreach (var entry in run.Items.Where(i => i.Began is not null).Select(i => i.Entry).Distinct())
        {
            _misfits++;
            Publish(new EntrySkipped(entry, problem));
        }
        var isNewest = run == _newest;
        Discard(run);
        if (_misfits >= _queue.Entries.Count) GiveUp(problem);
        else if (!isNewest) GiveWhatIsReady(); // what follows is being read already
        else if (!_stopsAfterCurrent && _queue.Next(last.Entry) is { } next) BeginRun(next, default, switches: false);
        else if (_hasOpened) NothingIsLeft();
        else GiveUp(problem);
    }

    private void GiveUp(string problem)
    {
        _problem = problem;
        Publish(new OutputFailed(Place.Device, problem));
        StopPlaying();
        if (_settings.EndsWithQueue) _owner.Tell(new TransportEnded(_problem), Self);
    }

    private void Lose(OutputTold.Failed failure)
    {
        if (TryWithoutBits(failure)) return;
        OutputHasGone();
        _leaving.Clear();
        if (_isOnFallback && !_hasOpened)
        {
            ReturnFromFallback(failure);
            return;
        }
        var hasOther = _settings.Fallback is not null && !_isOnFallback && !_isFallbackGone;
        // What was never there will not come back; and who has another place does not wait long.
        if (!failure.IsTransient || !_hasOpened || ++_attempts >= (hasOther ? Math.Min(AttemptsBeforeFallback, _settings.MostAttempts) : _settings.MostAttempts))
        {
            if (hasOther) MoveToFallback(failure.Problem);
            else GiveUp(failure.Problem);
            return;
        }
        var wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(_attempts - 1, 16)));
        Publish(new OutputLost(Place.Device, failure.Problem, new(wait.TotalSeconds)));
        TryAgain(wait);
    }

    private void TryAgain(TimeSpan wait)
    {
        // It goes on where it was heard last, with what can be read from there.
        var (entry, position) = (_entry, _position);
        foreach (var run in _runs.Values.Where(r => r.IsGiven).ToList()) Discard(run);
        Context.Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, wait);
        if (_state != TransportState.Stopped && entry is { } e && !_runs.Values.Any(r => r is { IsGiven: false, Switches: true })) BeginRun(e, position, switches: true, continues: true);
    }

    /// <summary>It goes on at the other device where it was heard last; what had been read for the first one may be of another form.</summary>
    private void MoveToFallback(string problem)
    {
        Publish(new OutputLost(Place.Device, problem, default) { MovesTo = _settings.Fallback });
        (_lost, _isOnFallback, _attempts, _hasOpened, _choice, _wanted) = ((problem, _hasOpened), true, 0, false, null, null);
        var (entry, position) = (_entry ?? (_newest is { Items.Count: > 0 } newest ? newest.Items[0].Entry : null), _position);
        foreach (var run in _runs.Values.ToList()) Discard(run);
        if (_state != TransportState.Stopped && entry is { } e) BeginRun(e, position, switches: true, continues: _sounding is not null);
    }

    /// <summary>The other device is not there: the first one, if it ever was, is waited for as if there were no other.</summary>
    private void ReturnFromFallback(OutputTold.Failed failure)
    {
        var (problem, hadOpened) = _lost;
        if (!hadOpened)
        {
            GiveUp($"{problem.TrimEnd('.')}. Nor can it be played there: {failure.Problem}");
            return;
        }
        Publish(new OutputLost(Place.Device, failure.Problem, new(FirstRetry.TotalSeconds)) { MovesTo = _settings.Output.Device });
        (_isOnFallback, _isFallbackGone, _attempts, _hasOpened, _choice, _wanted) = (false, true, AttemptsBeforeFallback, true, null, null);
        foreach (var run in _runs.Values.ToList()) Discard(run); // of the form of the other one
        TryAgain(FirstRetry);
    }

    /// <summary>Stops as the stop of a client does, and answers when nothing is heard any more.</summary>
    private void FadeOut()
    {
        StopPlaying();
        _awaitsSilence = Sender;
        TellOfSilence(null);
    }

    private void TellOfSilence(IActorRef? gone)
    {
        if (_awaitsSilence is not { } asker || Context.GetChildren().Any(c => !c.Equals(gone) && c.Path.Name.StartsWith("output-", StringComparison.Ordinal))) return;
        _awaitsSilence = null;
        asker.Tell(new Done(), Self);
    }

    private void StopPlaying()
    {
        ForgetJump();
        foreach (var run in _runs.Values.ToList()) Discard(run);
        Context.Timers.Cancel(Reopen.Instance);
        if (_output is { } output)
        {
            // What is in the device's buffer fades before it closes.
            output.Tell(new OutputCommand.Stop(), Self);
            output.Tell(new OutputCommand.Drain(), Self);
            OutputHasGone();
        }
        if (_sounding is { } sounding) Publish(new EntryEnded(sounding.Item.Entry, _heardTo));
        (_sounding, _heardTo, _wanted, _bitPerfectReasons) = (null, null, null, null);
        // What plays next begins with the first device again: it may be back.
        if (_isOnFallback) (_isOnFallback, _hasOpened, _choice) = (false, false, null);
        _isFallbackGone = false;
        _leaving.Clear();
        _position = default;
        if (_state != TransportState.Stopped) ChangeState(TransportState.Stopped);
    }

    /// <summary>Every run has been heard, or could not be.</summary>
    private void NothingIsLeft()
    {
        if (_runs.Values.Any(r => !r.IsOver)) return;
        if (_jump is not null)
        {
            JumpAtLast();
            return;
        }
        if (_output is { } output && _settings.EndsWithQueue)
        {
            if (_isDraining) return;
            _isDraining = true;
            output.Tell(new OutputCommand.Drain(), Self);
            return;
        }
        var isEnd = _state != TransportState.Stopped;
        StopPlaying();
        var hasMore = isEnd && StoppedAfterCurrent();
        if (isEnd && _settings.EndsWithQueue) _owner.Tell(new TransportEnded(_problem) { HasMore = hasMore }, Self);
    }

    /// <summary>It was to stop after this entry, and did: the next play begins the one after it, and goes on.</summary>
    /// <returns>True: there is one.</returns>
    private bool StoppedAfterCurrent()
    {
        if (!_stopsAfterCurrent) return false;
        _stopsAfterCurrent = false;
        var next = _entry is { } now ? _queue.Next(now) : null;
        if (next is not null) _entry = next;
        ModesHaveChanged();
        return next is not null;
    }
}
