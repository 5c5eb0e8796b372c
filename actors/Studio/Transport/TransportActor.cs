using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

/// <summary>
/// Plays a queue: makes runs of its entries (a source actor each), gives them to the output, and tells the event stream what is heard as it is
/// heard. It answers every <see cref="TransportCommand"/> with a <see cref="TransportReply"/>. Samples pass it by.
/// </summary>
public sealed partial class TransportActor : ReceiveActor
{
    private const double RestartsBehind = 3; // seconds after which "previous" means the beginning
    private static readonly TimeSpan LongestJumpWait = TimeSpan.FromMilliseconds(150); // for a source that is slow to open
    private const double LeastVolume = -144;
    private const double MostVolume = 24;

    private readonly TransportPorts _ports;
    private readonly TransportSettings _settings;
    private readonly IActorRef _owner;
    private readonly PlayQueue _queue;

    private TransportState _state = TransportState.Stopped;
    private EntryId? _entry; // that is heard, or was last
    private Seconds _position;
    private Decibels _volume;
    private bool _stopsAfterCurrent;
    private (EntryId Entry, Seconds Position, bool Continues)? _jump; // asked for while the last one is not heard yet

    private TransportActor(TransportPorts ports, TransportSettings settings, IActorRef owner)
    {
        (_ports, _settings, _owner, _volume) = (ports, settings, owner, settings.Volume);
        _queue = new(settings.Seed);
        _chain = PlayChain.Of(settings.Chain);
        _standingHindrance = StandingHindrance(settings);
        VolumeMayHinderBits();
        ChainMayHinderBits();
        Receive<TransportCommand>(c =>
        {
            if (c is IChainEdit edit) EditChain(edit, Sender);
            else if (c is Enqueue enqueue) Expand(enqueue, Sender);
            else Sender.Tell(Answer(c), Self);
        });
        Receive<EnqueueItems>(c =>
        {
            Insert(c.Items, null);
            Sender.Tell(new Done(), Self);
        });
        Receive<Expanded>(c => c.For.Tell(Insert(c), Self));
        Receive<ShowIn>(c =>
        {
            _view = c.View;
            ShowPlace();
        });
        Receive<FadeOut>(_ => FadeOut());
        Receive<GetStateToKeep>(_ => Sender.Tell(Keep(), Self));
        Receive<StartAt>(c =>
        {
            _startsAt = c.Position;
            Sender.Tell(new Done(), Self);
        });
        Receive<RestoreState>(c => Sender.Tell(Restore(c), Self));
        Receive<RunTold>(Hear);
        Receive<OutputTold>(Hear);
        Receive<OutputCommand.Inject>(c => _output?.Tell(c, Self));
        Receive<Reopen>(_ => OpenOutput());
        Receive<JumpNow>(_ => JumpAtLast());
        Receive<Terminated>(t =>
        {
            // What it did not tell of itself.
            if (t.ActorRef.Equals(_output)) Lose(new("The output has failed unexpectedly.", IsTransient: true));
            TellOfSilence(t.ActorRef);
        });
    }

    /// <param name="owner">Is told <see cref="TransportEnded"/>.</param>
    public static Props Props(TransportPorts ports, TransportSettings settings, IActorRef owner) =>
        Kernel.Actor.Props.Create(() => new TransportActor(ports, settings, owner));

    // Sources and outputs tell what ends them; what they did not expect ends them too, and is found by what they no longer do.
    protected override SupervisorStrategy SupervisorStrategy() => Kernel.Supervision.SupervisorStrategy.Stopping;

    protected override void PostStop()
    {
        foreach (var run in _runs.Values) run.Release();
    }

    private TransportReply Answer(TransportCommand command)
    {
        switch (command)
        {
            case Play:
                return BeginOrResume();
            case Pause:
                return SetPaused(true);
            case TogglePause:
                return _state == TransportState.Playing ? SetPaused(true) : BeginOrResume();
            case Stop:
                StopPlaying();
                return new Done();
            case SeekTo c:
                return Seek(c.Position);
            case SeekBy c:
                return Seek(new(_position.Value + c.Distance.Value));
            case Next:
                return _entry is { } now && _queue.Next(now) is { } next ? Jump(next, default) : new Refused("There is no next entry.");
            case Previous:
                return GoBack();
            case PlayEntry c:
                return _queue[c.Entry] is null ? new Refused($"There is no entry {c.Entry}.") : Jump(c.Entry, c.Position);
            case RemoveEntries c:
                return Remove(c);
            case MoveEntry c:
                if (!_queue.Move(c.Entry, c.Before)) return new Refused($"There is no entry {c.Entry}, or none {c.Before} to put it before.");
                QueueHasChanged();
                return new Done();
            case ClearQueue:
                _queue.Remove([.. _queue.Entries.Select(e => e.Id).Where(id => id != _entry || _state == TransportState.Stopped)]);
                QueueHasChanged();
                return new Done();
            case SetLoop c:
                _queue.Loop = c.Loop;
                ModesHaveChanged();
                return new Done();
            case SetShuffle c:
                _queue.Shuffle(c.IsOn, _entry);
                ModesHaveChanged();
                return new Done();
            case SetStopAfterCurrent c:
                _stopsAfterCurrent = c.IsOn;
                ModesHaveChanged();
                return new Done();
            case SetVolume c:
                return ChangeVolume(c.Volume);
            case GetStatus:
                return new StatusReply(Status());
            default:
                return new Refused($"{command.GetType().Name} is not understood.");
        }
    }

    private TransportReply BeginOrResume()
    {
        switch (_state)
        {
            case TransportState.Playing:
                return new Done();
            case TransportState.Paused:
                return SetPaused(false);
            default:
                var first = _entry is { } now && _queue[now] is not null ? now : _queue.First;
                return first is { } entry ? Jump(entry, _startsAt ?? default) : new Refused("The queue is empty: enqueue something.");
        }
    }

    private TransportReply SetPaused(bool isPaused)
    {
        if (_state == TransportState.Stopped) return new Refused("Nothing plays.");
        if (_settings.Output.IsUnpaced) return new Refused("This output is not paced: it has no pause.");
        if (_state == TransportState.Paused != isPaused)
        {
            _output?.Tell(isPaused ? new OutputCommand.Pause() : new OutputCommand.Resume(), Self);
            ChangeState(isPaused ? TransportState.Paused : TransportState.Playing);
        }
        return new Done();
    }

    private TransportReply Seek(Seconds position)
    {
        if (_state == TransportState.Stopped || _entry is not { } entry) return new Refused("Nothing plays.");
        if (!double.IsFinite(position.Value)) return new Refused("The position is no number.");
        if (_sounding?.Item.Began is { IsLive: true }) return new Refused("It is a live source: there is no other place in it than now.");
        var target = new Seconds(Math.Max(0, position.Value));
        if (DurationOf(entry) is { } duration && target.Value >= duration.Value)
        {
            if (_queue.After(entry) is { } next) return Jump(next, default);
            target = duration;
        }
        Publish(new Sought(entry, target, _sounding?.Item.Entry == entry ? _heardTo : null));
        if (_sounding?.Item.Entry == entry) _heardTo = null;
        return Jump(entry, target, continues: true);
    }

    private TransportReply GoBack()
    {
        if (_entry is not { } now) return new Refused("There is no entry before.");
        return _position.Value > RestartsBehind || _queue.Previous(now) is not { } before ? Jump(now, default) : Jump(before, default);
    }

    // From a command's point of view: now.
    private Done Jump(EntryId entry, Seconds position, bool continues = false)
    {
        (_entry, _position, _startsAt) = (entry, position, null);
        if (_state == TransportState.Stopped) ChangeState(TransportState.Playing);
        else ShowPlace();
        // A key that is held down asks faster than sources are opened: of what is asked until the last one can be heard, the newest counts.
        if (_newest is { Switches: true, IsGiven: false, IsOver: false })
        {
            if (_jump is null) Context.Timers.StartSingleTimer(JumpNow.Instance, JumpNow.Instance, LongestJumpWait);
            _jump = (entry, position, continues);
        }
        else BeginRun(entry, position, switches: true, continues: continues);
        return new Done();
    }

    private void JumpAtLast()
    {
        if (_jump is not { } jump) return;
        ForgetJump();
        if (_state != TransportState.Stopped && _queue[jump.Entry] is not null) BeginRun(jump.Entry, jump.Position, switches: true, continues: jump.Continues);
    }

    private void ForgetJump()
    {
        _jump = null;
        Context.Timers.Cancel(JumpNow.Instance);
    }

    private TransportReply ChangeVolume(Decibels volume)
    {
        if (!(volume.Value is >= LeastVolume and <= MostVolume)) return new Refused($"The volume is {LeastVolume} to {MostVolume} dB.");
        if (volume.Value != 0 && _choice?.Fixed is { Coding: RunCoding.Bits }) return new Refused("What is written is DSD, and its bits know no volume.");
        if (_settings.IsBitPerfect && volume.Value != 0) return new Refused("The volume would change bits, and this transport is bit-perfect.");
        _volume = volume;
        _output?.Tell(new OutputCommand.SetGain(Gain), Self);
        Publish(new VolumeChanged(volume));
        VolumeMayHinderBits();
        TellBitPerfect();
        return new Done();
    }

    private double Gain => _volume.Value <= LeastVolume ? 0 : _volume.Value == 0 ? 1 : _volume.Amplitude;

    private void ModesHaveChanged()
    {
        Publish(new ModesChanged(_queue.Loop, _queue.IsShuffled, _stopsAfterCurrent));
        PlanAhead();
    }

    private void ChangeState(TransportState state)
    {
        _state = state;
        Publish(new StateChanged(state, _position, _entry));
        ShowPlace();
    }

    private void Publish(object e) => Context.System.EventStream.Publish(e);

    private TransportStatus Status() => new()
    {
        State = _state,
        Entry = _entry,
        Position = _position,
        Queue = Entries(),
        Loop = _queue.Loop,
        IsShuffled = _queue.IsShuffled,
        StopsAfterCurrent = _stopsAfterCurrent,
        Volume = _volume,
        Output = _outputFacts,
        IsBitPerfect = _bitPerfectReasons is { Count: 0 },
        BitPerfectReasons = _bitPerfectReasons ?? ["nothing plays"],
        MissingFrames = _missing,
        Chain = _chain.Stages(_stageProblems),
    };

    private sealed class JumpNow
    {
        public static readonly JumpNow Instance = new();
    }
}
