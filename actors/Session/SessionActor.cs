using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session;

/// <summary>Begins a session that does not exist yet. Answered with a <see cref="SessionReply"/>.</summary>
/// <param name="First">A <see cref="SessionCreated"/> or <see cref="SessionForked"/>.</param>
public sealed record BeginSession(SessionEvent First);

/// <summary>Answered with the <see cref="SessionState"/>, a turned knob's present place included.</summary>
public sealed record GetSessionState
{
    public static GetSessionState Instance { get; } = new();
}

/// <summary>Keeps what is held back and a snapshot, answers <see cref="SessionClosed"/> and ends.</summary>
public sealed record CloseSession
{
    public static CloseSession Instance { get; } = new();
}

/// <param name="Sequence">Of the last event.</param>
public sealed record SessionClosed(long Sequence);

/// <summary>
/// One session: takes <see cref="SessionCommand"/>s, keeps what they come to and answers with a <see cref="SessionReply"/> once it is
/// durable. Every event it kept is published on the system's event stream as a <see cref="SessionEventKept"/>. A failure to keep an event
/// ends it: what it holds would no longer be what the journal holds.
/// </summary>
public sealed class SessionActor : ReceivePersistentActor, IWithTimers
{
    /// <summary>Events between snapshots that are made on the way.</summary>
    public const int SnapshotEvery = 1000;
    /// <summary>Closing makes a snapshot where at least so many events would be folded again.</summary>
    private const int WorthASnapshot = 50;

    private readonly SessionId _session;
    private readonly SessionDecisions _decisions;
    private readonly Action<Exception>? _onFailure;
    private readonly ParameterGesture _gesture = new();
    private readonly List<IActorRef> _turning = [];
    // Who waits for what is being kept, by the last event of each write.
    private readonly Dictionary<SessionEvent, IReadOnlyList<IActorRef>> _unanswered = new(ReferenceEqualityComparer.Instance);
    private SessionState _state = SessionState.None;
    private long _snapshotAt;
    private IActorRef? _closing;

    /// <param name="newId">As <see cref="SessionDecisions"/> takes it.</param>
    /// <param name="onFailure">Told once, in the actor's turn, why it ends: a recovery or an event that failed.</param>
    public SessionActor(SessionId session, PersistenceExtension persistence, Func<string> newId, Action<Exception>? onFailure = null)
        : base(persistence)
    {
        (_session, _decisions, _onFailure) = (session, new SessionDecisions(newId), onFailure);
        Recover<SnapshotOffer>(offer =>
        {
            _state = (SessionState)offer.Snapshot;
            _snapshotAt = _state.Sequence;
        });
        Recover<SessionEvent>(Apply);
        Command<BeginSession>(Begin);
        Command<SessionCommand>(Decide);
        Command<GetSessionState>(_ => Sender.Tell(Effective()));
        Command<GestureEnded>(_ => EndGesture());
        Command<CloseSession>(_ => Close());
        Command<SaveSnapshotSuccess>(_ => EndIfClosing());
        Command<SaveSnapshotFailure>(_ => EndIfClosing());
    }

    public override string PersistenceId => SessionJournal.PersistenceIdOf(_session);

    public Kernel.Timing.ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(SessionId session, PersistenceExtension persistence, Func<string> newId, Action<Exception>? onFailure = null) =>
        Kernel.Actor.Props.Create(() => new SessionActor(session, persistence, newId, onFailure));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _onFailure?.Invoke(cause);
        var failed = new CommandFailed(cause.Message, cause is Persistence.Journal.JournalException { IsTransient: true });
        foreach (var waiting in _unanswered.Values.SelectMany(w => w).Concat(_turning)) waiting.Tell(failed);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // Of an atomic write it is called for each event.
        if (_unanswered.Remove((SessionEvent)@event, out var waiting))
            foreach (var one in waiting) one.Tell(new CommandFailed(cause.Message, false));
        base.OnPersistRejected(cause, @event, sequenceNr);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        _onFailure?.Invoke(reason);
        base.OnRecoveryFailure(reason, message);
    }

    private SessionState Effective() => _gesture.Pending is { } held ? SessionFold.Apply(_state, _state.Sequence + 1, held) : _state;

    private void Apply(SessionEvent e) => _state = SessionFold.Apply(_state, _state.Sequence + 1, e);

    private void Begin(BeginSession begin)
    {
        if (_state.Exists) Sender.Tell(new CommandRefused(nameof(RefusalCode.NameTaken), "it exists already", $"session {_session}", "Choose another id."));
        else Keep([begin.First]);
    }

    private void Decide(SessionCommand command)
    {
        if (_closing is not null)
        {
            Sender.Tell(new SessionClosing());
            return;
        }
        switch (_decisions.Decide(Effective(), command))
        {
            case Refused { Refusal: var r }:
                Sender.Tell(new CommandRefused(r.Code.ToString(), r.What, r.Where, r.Advice));
                break;
            case Accepted { Events: [ParameterChanged change] } when command is SetParameters { IsTurning: true }:
                Turn(change);
                break;
            case Accepted accepted:
                EndGesture();
                Keep(accepted.Events);
                break;
        }
    }

    // Whoever turns is answered when the place it was left at is kept.
    private void Turn(ParameterChanged change)
    {
        if (_gesture.Offer(change, Now) is { } before) KeepGesture(before);
        _turning.Add(Sender);
        var left = _gesture.DueAt!.Value - Now;
        Timers.StartSingleTimer(typeof(GestureEnded), GestureEnded.Instance, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void EndGesture()
    {
        if (_gesture.Pending is null) return;
        Timers.Cancel(typeof(GestureEnded));
        KeepGesture(_gesture.End());
    }

    private void KeepGesture(ParameterChanged? change)
    {
        IActorRef[] waiting = [.. _turning];
        _turning.Clear();
        if (change is null)
        {
            Answer(waiting, []);
            return;
        }
        _unanswered.Add(change, waiting);
        Persist(change, kept => Answer(kept, [OnKept(kept)]));
    }

    private void Keep(IReadOnlyList<SessionEvent> events)
    {
        IActorRef[] sender = [Sender];
        if (events.Count == 0)
        {
            // In order behind what is still being kept.
            DeferAsync(_state, _ => Answer(sender, []));
            return;
        }
        var kept = new List<KeptEvent>();
        _unanswered.Add(events[^1], sender);
        PersistAll(events, e =>
        {
            kept.Add(OnKept(e));
            if (kept.Count == events.Count) Answer(e, kept);
        });
    }

    private KeptEvent OnKept(SessionEvent e)
    {
        Apply(e);
        var recorded = new RecordedEvent(_state.Sequence, Now, e);
        Context.System.EventStream.Publish(new SessionEventKept(_session, recorded, _state));
        if (_state.Sequence - _snapshotAt >= SnapshotEvery)
        {
            _snapshotAt = _state.Sequence;
            SaveSnapshot(_state);
        }
        return KeptEvent.Of(recorded);
    }

    private void Answer(SessionEvent last, IReadOnlyList<KeptEvent> events)
    {
        if (_unanswered.Remove(last, out var waiting)) Answer(waiting, events);
    }

    private void Answer(IReadOnlyList<IActorRef> waiting, IReadOnlyList<KeptEvent> events)
    {
        var applied = new CommandApplied(_state.Sequence, events);
        foreach (var one in waiting) one.Tell(applied);
    }

    private void Close()
    {
        EndGesture();
        _closing = Sender;
        DeferAsync(_state, _ =>
        {
            if (_state.Sequence - _snapshotAt < WorthASnapshot) End();
            else SaveSnapshot(_state);
        });
    }

    private void EndIfClosing()
    {
        if (_closing is not null) End();
    }

    private void End()
    {
        _closing!.Tell(new SessionClosed(_state.Sequence));
        Context.Stop(Self);
    }

    private DateTimeOffset Now => Context.System.TimeProvider.GetUtcNow();

    private sealed class GestureEnded
    {
        public static readonly GestureEnded Instance = new();
    }
}

/// <summary>An event of a session is durable. On the event stream of the system that owns the session.</summary>
/// <param name="State">After it.</param>
public sealed record SessionEventKept(SessionId Session, RecordedEvent Recorded, SessionState State);
