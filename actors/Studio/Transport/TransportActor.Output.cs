using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// The output: one device of one format at a time, opened anew when the format changes or the device was lost.
public sealed partial class TransportActor
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);
    private const int AttemptsBeforeFallback = 2;

    private readonly HeardMap _heard = new();
    private IActorRef? _output;
    private RunShape? _outputShape;
    private OutputFacts? _outputFacts;
    private DeviceFormat? _device;
    private (RunShape Shape, IReadOnlyList<DeviceSamples> Forms)? _wanted;
    private bool _isDraining;
    private int _attempts;
    private int _misfits; // entries one after another that the chain does not fit
    private bool _hasOpened;
    private volatile int _form; // of the device that was opened last, as DeviceSamples; 0: none was
    private int _stageCount;
    private long _outputs;
    private long _missing;
    private long _missingBefore; // of devices that are closed
    private List<string>? _bitPerfectReasons;
    private bool _isDithering;
    private string? _problem;
    private bool _isOnFallback;

    /// <summary>Where it is played to.</summary>
    private OutputSettings Place => _isOnFallback ? _settings.Output with { Device = _settings.Fallback! } : _settings.Output;

    private FormatChoice Choose()
    {
        DeviceCapabilities? capabilities = null;
        try
        {
            capabilities = _ports.Output.Devices.Probe(Place.Device);
        }
        catch (Exception unknown) when (unknown is MediaException or ArgumentException)
        {
            // What is wrong with it is told when it is opened.
        }
        return new(capabilities, _settings.Rate, _settings.IsBitPerfect, ChooseDsd(capabilities));
    }

    // A device that did not answer is asked again.
    private FormatChoice Choice()
    {
        if (_choice is { } known) return known;
        var choice = Choose();
        if (choice.Capabilities is not null) _choice = choice;
        return choice;
    }

    private bool IsOutputFor(RunShape shape) => _output is not null && _device is not null && !_isDraining && _outputShape is { } open && open.Joins(shape);

    /// <summary>An output for this shape, when what is heard now allows it: a switch takes it away, else it is heard to its end.</summary>
    private void Require(RunShape shape, IReadOnlyList<DeviceSamples> forms, bool isUrgent)
    {
        _wanted = (shape, forms);
        if (_output is null)
        {
            if (!Context.Timers.IsTimerActive(Reopen.Instance)) OpenOutput();
            return;
        }
        if (_device is null || _isDraining) return; // it is being opened, or is ending
        if (isUrgent) CloseOutput();
        else if (_runs.Values.Any(r => r is { IsGiven: true, IsOver: false })) return; // asked again when they are over
        else
        {
            _isDraining = true;
            _output.Tell(new OutputCommand.Drain(), Self);
            return;
        }
        OpenOutput();
    }

    private void OpenOutput()
    {
        if (_output is not null || _wanted is not { } wanted) return;
        _outputShape = wanted.Shape;
        _isDraining = false;
        _heard.Clear();
        _output = Context.Watch(Context.ActorOf(
            OutputActor.Props(_ports.Output, Place, wanted.Shape, wanted.Forms, Gain, _state == TransportState.Paused, _chain.Plans, _view), $"output-{++_outputs}"));
    }

    private IReadOnlyList<DeviceSamples> FormsFor(PlayRun run, RunShape shape) => shape.Coding == RunCoding.Bits
        ? Choice().Dsd.Forms(shape.DeviceRate)
        : DeviceForm.Wanted(run.Items.FirstOrDefault(i => i.Began is not null)?.Began?.Info.Samples ?? SampleKind.Lossy);

    private void CloseOutput()
    {
        if (_output is null) return;
        Context.Stop(_output);
        OutputHasGone();
        foreach (var run in _runs.Values.Where(r => r is { IsGiven: true, IsOver: false }).ToList()) Over(run);
    }

    private void OutputHasGone()
    {
        (_output, _device, _outputFacts, _isDraining, _isDithering) = (null, null, null, false, false);
        _missingBefore = _missing;
        // What it was asked is seen when the next one is opened.
        if (_chainRequest is { } request) ChainIsTaken(request.Revision);
        ShowPlace();
    }

    private void Hear(OutputTold told)
    {
        if (!Sender.Equals(_output)) return; // of one that was closed
        switch (told)
        {
            case OutputTold.Opened e:
                _device = e.Format;
                _form = (int)e.Format.Samples;
                (_hasOpened, _stageCount) = (true, e.Stages);
                _outputFacts = new(e.Device, e.Format.Rate, e.Format.Channels, e.Format.Samples.Name(), e.Format.Latency, e.Format.IsExact);
                _misfits = 0;
                Publish(new OutputOpened(_outputFacts));
                GiveWhatIsReady();
                break;
            case OutputTold.Progress e:
                Progress(e);
                break;
            case OutputTold.StageFailed e:
                if (e.IsGivenUp) _stageProblems[e.Stage] = e.Problem;
                Publish(new StageFailed(_chain.NameOf(e.Stage), e.Problem, e.IsGivenUp));
                break;
            case OutputTold.StageRestarted e:
                _stageProblems.Remove(e.Stage);
                Publish(new StageRestarted(_chain.NameOf(e.Stage)));
                break;
            case OutputTold.ChainTaken e:
                _stageCount = e.Stages;
                ChainIsTaken(e.Revision);
                break;
            case OutputTold.ChainRefused e:
                ChainIsRefused(e.Revision, e.Problem);
                break;
            case OutputTold.Drained:
                OutputHasGone();
                if (_runs.Values.Any(r => r is { IsGiven: false, IsOver: false })) OpenOutput();
                else NothingIsLeft();
                break;
            case OutputTold.Unfit e:
                PassOver(e);
                break;
            case OutputTold.Failed e:
                Lose(e);
                break;
        }
    }

    private void Progress(OutputTold.Progress told)
    {
        foreach (var e in told.Events)
        {
            _heard.Note(e);
            if (!_runs.TryGetValue(e.Run, out var run)) continue;
            switch (e.Kind)
            {
                case FeederEventKind.Ended or FeederEventKind.Left:
                    _leaving.Add((run, e.Kind == FeederEventKind.Left ? default : e.DeviceFrame));
                    break;
                case FeederEventKind.Starved when run.At(e.RunFrame) is { } at:
                    _isSoundMissing = true;
                    Publish(new SoundMissing(at.Item.Entry, at.Position));
                    break;
                case FeederEventKind.Resumed when _isSoundMissing && run.At(e.RunFrame) is { } back:
                    _isSoundMissing = false;
                    Publish(new SoundBack(back.Item.Entry, back.Position));
                    break;
            }
        }
        _missing = _missingBefore + told.Clock.Starved.Value;
        _isDithering = told.Clock.IsDithering;
        if (told.Clock.Played.Value > 0) _attempts = 0;
        if (_device is { } device && device.IsExact != told.IsExact) _device = device with { IsExact = told.IsExact };
        // What the feeder has left is still heard for as long as the device's buffer.
        foreach (var (run, at) in _leaving.ToList())
        {
            if (told.Heard < at) continue;
            _leaving.Remove((run, at));
            if (run.IsOver) continue;
            if (at.Value > 0) FollowToEnd(run);
            Over(run);
        }
        if (!Sender.Equals(_output)) return; // the end of the last run was the end of it
        if (_heard.At(told.Heard) is { } place && _runs.TryGetValue(place.Run, out var heard) && heard.At(place.Frame) is { } now && !IsOvertaken(heard))
        {
            Follow(heard, now.Item, now.Position);
            TellTitles(heard, place.Frame, now.Position);
            ShowPlace(told);
        }
        else
        {
            ShowPlace();
        }
        var (clock, feeder) = (told.Clock, told.Feeder);
        Publish(new TransportPulse(_state, _entry, _position, told.Loudest, _missing)
        {
            Health = new(clock.Starvations, clock.Underruns, feeder.Worst, feeder.ThreadTime, feeder.IsRealTime),
        });
        TellBitPerfect();
        GiveWhatIsReady();
    }

    /// <summary>Something else was asked for that is not heard yet: what still sounds says nothing about where the transport is.</summary>
    private bool IsOvertaken(PlayRun heard) => _newest is { Switches: true } newest && newest != heard && !newest.Items.Any(i => i.HasSounded);

    private bool _isSoundMissing;
    private readonly List<(PlayRun Run, FrameCount At)> _leaving = [];
    private (long Run, PlayRun.Item Item)? _sounding;
    private Seconds? _heardTo; // in the entry that sounds; null: nothing since the last jump in it

    /// <summary>What is heard has come to this; items that were passed since the last look are told as well.</summary>
    private void Follow(PlayRun run, PlayRun.Item item, Seconds position)
    {
        foreach (var passed in run.Items.TakeWhile(i => i != item)) Announce(run, passed, passed.Value.From.Seconds);
        Announce(run, item, item.Value.From.Seconds);
        run.Passed(item);
        (_entry, _position, _heardTo) = (item.Entry, position, position);
    }

    /// <summary>A run was heard to its end.</summary>
    private void FollowToEnd(PlayRun run)
    {
        foreach (var item in run.Items) Announce(run, item, item.Value.From.Seconds);
        if (!IsOvertaken(run) && _sounding is { } last && last.Run == run.Id) _heardTo = last.Item.End ?? _heardTo;
    }

    private void Announce(PlayRun run, PlayRun.Item item, Seconds position)
    {
        if (item.HasSounded || item.Began is null) return;
        TellConversion(item);
        if (run.Continues && item == run.Items[0] && _sounding?.Item.Entry == item.Entry)
        {
            (item.HasSounded, _sounding) = (true, (run.Id, item));
            return;
        }
        if (_sounding is { } ended && (ended.Run != run.Id || ended.Item != item))
            Publish(new EntryEnded(ended.Item.Entry, ended.Run == run.Id ? ended.Item.End ?? _heardTo : _heardTo));
        (item.HasSounded, _sounding) = (true, (run.Id, item));
        (_entry, _position, _heardTo) = (item.Entry, position, position);
        Publish(new EntryBegan(EntryOf(item.Entry), position));
    }

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
        var hasOther = _settings.Fallback is not null && !_isOnFallback;
        // What was never there will not come back; and who has another place does not wait long.
        if (!failure.IsTransient || !_hasOpened || ++_attempts >= (hasOther ? Math.Min(AttemptsBeforeFallback, _settings.MostAttempts) : _settings.MostAttempts))
        {
            if (hasOther) MoveToFallback(failure);
            else GiveUp(failure.Problem);
            return;
        }
        var wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(_attempts - 1, 16)));
        Publish(new OutputLost(Place.Device, failure.Problem, new(wait.TotalSeconds)));
        // It goes on where it was heard last, with what can be read from there.
        var (entry, position) = (_entry, _position);
        foreach (var run in _runs.Values.Where(r => r.IsGiven).ToList()) Discard(run);
        Context.Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, wait);
        if (_state != TransportState.Stopped && entry is { } e && !_runs.Values.Any(r => r is { IsGiven: false, Switches: true })) BeginRun(e, position, switches: true, continues: true);
    }

    /// <summary>It goes on at the other device where it was heard last; what had been read for the first one may be of another form.</summary>
    private void MoveToFallback(OutputTold.Failed failure)
    {
        Publish(new OutputLost(Place.Device, failure.Problem, default) { MovesTo = _settings.Fallback });
        (_isOnFallback, _attempts, _hasOpened, _choice, _wanted) = (true, 0, false, null, null);
        var (entry, position) = (_entry ?? (_newest is { Items.Count: > 0 } newest ? newest.Items[0].Entry : null), _position);
        foreach (var run in _runs.Values.ToList()) Discard(run);
        if (_state != TransportState.Stopped && entry is { } e) BeginRun(e, position, switches: true, continues: _sounding is not null);
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

    private void TellBitPerfect()
    {
        if (_device is not { } device || _sounding is not { } sounding || sounding.Item.Began is not { } began) return;
        var reasons = new List<string>();
        if (IsOfBits)
        {
            // Nothing can be done to bits on their way.
            Tell(device.IsExact ? [] : ["the device may change samples itself"]);
            return;
        }
        if (_stageCount > 0) reasons.Add("a chain is in the way");
        if (_volume.Value != 0) reasons.Add($"the volume is {_volume}");
        if (!began.IsExact) reasons.Add(began.Gain != 1 ? "its tags' gain is applied" : "it is resampled, folded or crossfaded");
        if (!device.IsExact) reasons.Add("the device may change samples itself");
        if (DeviceForm.Holds(device.Samples, began.Info.Samples) is { } tooSmall) reasons.Add(tooSmall);
        // Fades, and what a sound before has left: its own steps are not dithered.
        if (reasons.Count == 0 && _isDithering) reasons.Add($"it is dithered to {device.Samples.Name()} at this moment");
        Tell(reasons);

        void Tell(List<string> changing)
        {
            if (_bitPerfectReasons is { } before && before.SequenceEqual(changing)) return;
            _bitPerfectReasons = changing;
            Publish(new BitPerfectChanged(changing.Count == 0, changing));
        }
    }

    private sealed class Reopen
    {
        public static readonly Reopen Instance = new();
    }
}
