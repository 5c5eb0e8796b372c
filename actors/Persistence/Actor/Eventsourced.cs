using System.Diagnostics.CodeAnalysis;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Actor;

/// <summary>
/// An actor whose state is a fold over its events. It takes ownership of its persistence id, recovers from snapshot and events, and from then
/// on decides commands: what they change is persisted as events, whose handlers change the state once the events are durable. Each
/// incarnation takes a new owner epoch before it reads, so that no other writer, and no earlier incarnation, can come in behind what it read.
/// Derive from <see cref="PersistentActor"/>, <see cref="UntypedPersistentActor"/> or <see cref="ReceivePersistentActor"/>. The semantics are
/// those documented for Akka.NET's persistent actors, with sequence numbers that have no gaps.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is AroundPostStop, or AroundPreRestart: what is owned ends there.")]
public abstract partial class Eventsourced : ActorBase
{
    private readonly ActorCell _cell;
    private readonly CommandStash _stash;
    private Phase _phase = Phase.Recovering;
    private bool _isAsync;

    private protected Eventsourced(PersistenceExtension persistence)
    {
        ArgumentNullException.ThrowIfNull(persistence);
        // A full mailbox would lose what comes of a write, and with it a handler.
        if (!ReferenceEquals(Context.Props.Mailbox, MailboxType.Unbounded))
            throw new InvalidOperationException("A persistent actor has an unbounded mailbox: bound the commands by the internal stash's capacity.");
        Persistence = persistence;
        _cell = (ActorCell)Context;
        _stash = new CommandStash(this, _cell.Stash);
    }

    private enum Phase
    {
        Recovering,
        Running,
        /// <summary>Failed for good: the actor is about to stop.</summary>
        Failed,
    }

    /// <summary>Names the actor's events for ever: 1 to 255 characters, one living actor for each.</summary>
    public abstract string PersistenceId { get; }

    /// <summary>The last event that was replayed, or stored and given to its handler; 0 where there is none.</summary>
    public long LastSequenceNr { get; private set; }

    /// <summary>What a snapshot taken now would be of.</summary>
    public long SnapshotSequenceNr => LastSequenceNr;

    /// <summary>Until RecoveryCompleted, not included.</summary>
    public bool IsRecovering => _phase == Phase.Recovering;

    public bool IsRecoveryFinished => _phase == Phase.Running;

    /// <summary>The actor's own stash for commands, beside that in which commands wait while it recovers or persists.</summary>
    public IStash Stash => _stash;

    /// <summary>What this actor was made with.</summary>
    protected PersistenceExtension Persistence { get; }

    /// <summary>What is done with commands that come in numbers beyond the internal stash's capacity.</summary>
    protected virtual IStashOverflowStrategy InternalStashOverflowStrategy => Persistence.Options.StashOverflowStrategy;

    internal bool IsHandlingEvent { get; private set; }

    /// <summary>A snapshot, an event or RecoveryCompleted. False where it is not known, which is published as unhandled, save for RecoveryCompleted.</summary>
    protected abstract bool ReceiveRecover(object message);

    /// <summary>A command: the first behaviour, as Receive is of other actors. False where it is not known.</summary>
    protected abstract bool ReceiveCommand(object message);

    /// <inheritdoc/>
    protected sealed override bool Receive(object message) => ReceiveCommand(message);

    /// <summary>Runs asynchronous work as the handler of the present command: the next one is taken when it has ended. Not while events are replayed.</summary>
    protected void RunTask(Func<Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ThrowIfNotRunning("await");
        Context.RunTask(() =>
        {
            var work = handler();
            return work.IsCompleted ? work : EndAsync(work);
        });
    }

    /// <inheritdoc/>
    protected internal override bool AroundReceive(Receive receive, object message)
    {
        if (message is PersistenceMessage own)
        {
            // Of an incarnation before a restart.
            if (!ReferenceEquals(own.Addressee, this) || _phase == Phase.Failed) return true;
            if (own is not Answer)
            {
                own.Handle();
                return true;
            }
        }
        if (_phase != Phase.Running || _stashing > 0)
        {
            Hold(message);
            return true;
        }
        try
        {
            if (message is not Answer answer) return base.AroundReceive(receive, message);
            if (!base.AroundReceive(receive, answer.Shown)) Unhandled(answer.Shown);
            return true;
        }
        finally
        {
            EndTurn();
        }
    }

    /// <inheritdoc/>
    protected internal override void AroundPreStart()
    {
        base.AroundPreStart();
        StartRecovery();
    }

    /// <inheritdoc/>
    protected internal override void AroundPostRestart(Exception reason)
    {
        base.AroundPostRestart(reason);
        StartRecovery();
    }

    /// <inheritdoc/>
    protected internal override void AroundPreRestart(Exception reason, object? message)
    {
        EndIncarnation();
        base.AroundPreRestart(reason, message is PersistenceMessage own ? own.Shown : message);
    }

    /// <inheritdoc/>
    protected internal override void AroundPostStop()
    {
        EndIncarnation();
        base.AroundPostStop();
    }

    private async Task EndAsync(Task work)
    {
        _isAsync = true;
        try
        {
            // Back into the actor's turns: what follows touches its state.
            await work.ConfigureAwait(true);
        }
        finally
        {
            _isAsync = false;
            EndTurn();
        }
    }

    /// <summary>After each command and each handler: what was persisted is sent, and commands wait or go on.</summary>
    private void EndTurn()
    {
        // An asynchronous handler may still persist.
        if (_isAsync || _phase != Phase.Running) return;
        Send();
        _cell.IsHolding = _stashing > 0;
    }

    private void Hold(object message)
    {
        var capacity = Persistence.Options.InternalStashCapacity;
        if (_cell.HeldCount < capacity)
        {
            _cell.Hold();
            return;
        }
        switch (InternalStashOverflowStrategy)
        {
            case ReplyToStrategy reply:
                Sender.Tell(reply.Response, Self);
                break;
            case DiscardToDeadLetterStrategy:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                break;
            default:
                throw new InternalStashOverflowException(PersistenceId, capacity);
        }
    }

    private void EndIncarnation()
    {
        EndRecovery();
        if (_phase == Phase.Running) SendRest();
        _phase = Phase.Failed;
    }

    private void ThrowIfNotRunning(string what)
    {
        if (_phase == Phase.Recovering)
            throw new InvalidOperationException($"'{PersistenceId}' cannot {what} while it recovers: do so when RecoveryCompleted comes, or later.");
        if (_phase == Phase.Failed) throw new InvalidOperationException($"'{PersistenceId}' cannot {what} any more: it is ending.");
    }
}
