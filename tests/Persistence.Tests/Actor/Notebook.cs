using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Recovery;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Tests.Actor;

/// <summary>
/// A persistent actor that does what it is told, by actions that run in its turns, and reports to a probe: what it recovers, what its hooks
/// are told. Its state is the list of texts it noted.
/// </summary>
internal sealed class Notebook : PersistentActor
{
    private readonly IActorRef _probe;
    private readonly RecoverySettings _recovery;

    public Notebook(PersistenceExtension persistence, string persistenceId, IActorRef probe, RecoverySettings? recovery = null)
        : base(persistence) => (PersistenceId, _probe, _recovery) = (persistenceId, probe, recovery ?? RecoverySettings.Default);

    /// <summary>A command.</summary>
    public sealed record Do(Action<Notebook> Act, string Name = "do")
    {
        public override string ToString() => Name;
    }

    /// <summary>Answered with <see cref="State"/>.</summary>
    public sealed record Get;

    public sealed record State(IReadOnlyList<string> Texts, long LastSequenceNr)
    {
        public override string ToString() => $"[{string.Join(",", Texts)}] at {LastSequenceNr}";
    }

    public sealed record Recovered(object Message);

    public sealed record Failure(Exception Cause, object? Event, long SequenceNr);

    public sealed record Rejection(Exception Cause, object Event, long SequenceNr);

    public sealed record RecoveryFailure(Exception Cause, object? Message);

    public override string PersistenceId { get; }

    public List<string> Texts { get; private set; } = [];

    public IActorRef Probe => _probe;

    /// <summary>Report each thing that recovery brings.</summary>
    public bool IsTelling { get; init; }

    public Action<Notebook, object>? OnRecover { get; init; }

    public IActorContext ActorContext => Context;

    public IActorRef CurrentSender => Sender;

    protected override RecoverySettings Recovery => _recovery;

    public void Note(string text, Action<Noted>? then = null) => Persist(new Noted(text), e => Apply(e, then));

    public void NoteAsync(string text, Action<Noted>? then = null) => PersistAsync(new Noted(text), e => Apply(e, then));

    public void NoteAll(IEnumerable<string> texts, Action<Noted>? then = null) => PersistAll(texts.Select(t => new Noted(t)), e => Apply(e, then));

    public void NoteAllAsync(IEnumerable<string> texts, Action<Noted>? then = null) => PersistAllAsync(texts.Select(t => new Noted(t)), e => Apply(e, then));

    public void NoteUnknown(string text, Action<Unknown> then) => Persist(new Unknown(text), then);

    public void NoteMixed(IEnumerable<object> events, Action<object> then) => PersistAll(events, then);

    public void Later(string text, Action<string> then) => DeferAsync(text, then);

    public void LaterHolding(string text, Action<string> then) => Defer(text, then);

    public void Run(Func<Task> work) => RunTask(work);

    public void Save() => SaveSnapshot(new Notes([.. Texts]));

    public void Save(object state) => SaveSnapshot(state);

    public void DeleteTo(long sequenceNr) => DeleteMessages(sequenceNr);

    public void DeleteOneSnapshot(long sequenceNr) => DeleteSnapshot(sequenceNr);

    public void DeleteManySnapshots(SnapshotCriteria criteria) => DeleteSnapshots(criteria);

    public void Tell(object message) => _probe.Tell(message, Self);

    protected override bool ReceiveRecover(object message)
    {
        if (IsTelling) Tell(new Recovered(message));
        OnRecover?.Invoke(this, message);
        switch (message)
        {
            case Noted noted: Texts.Add(noted.Text); return true;
            case SnapshotOffer { Snapshot: Notes notes }: Texts = [.. notes.Texts]; return true;
            case RecoveryCompleted: return true;
            default: return false;
        }
    }

    protected override bool ReceiveCommand(object message)
    {
        switch (message)
        {
            case Do command: command.Act(this); return true;
            case Get: Sender.Tell(new State([.. Texts], LastSequenceNr)); return true;
            case SaveSnapshotSuccess or SaveSnapshotFailure or DeleteMessagesSuccess or DeleteMessagesFailure
                or DeleteSnapshotSuccess or DeleteSnapshotFailure or DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                Tell(message); return true;
            default: return false;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Tell(new Failure(cause, @event, sequenceNr));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Tell(new Rejection(cause, @event, sequenceNr));

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Tell(new RecoveryFailure(reason, message));

    private void Apply(Noted noted, Action<Noted>? then)
    {
        Texts.Add(noted.Text);
        then?.Invoke(noted);
    }
}
