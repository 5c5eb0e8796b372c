using System.Runtime.CompilerServices;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Actor;

/// <summary>A stretch of an actor's invocations, in order, and the one append that stores their events. An actor has at most one under way.</summary>
internal sealed class Write(Eventsourced actor, IActorRef self, Invocation first, int groups, NewEntry[] entries)
{
    private ConfiguredTaskAwaitable.ConfiguredTaskAwaiter _awaiter;

    public Invocation First => first;

    /// <summary>Atomic writes that share this append.</summary>
    public int Groups => groups;

    public NewEntry[] Entries => entries;

    /// <summary>The journal refused it as a whole. The actor's turn.</summary>
    public bool IsRejected { get; set; }

    public void Begin(IJournal journal, OwnerEpoch epoch)
    {
        Task append;
        try
        {
            append = journal.AppendAsync(epoch, entries);
        }
        // A journal may throw at once what it could have thrown later.
        catch (Exception cause)
        {
            append = Task.FromException(cause);
        }
        _awaiter = append.ConfigureAwait(false).GetAwaiter();
        if (_awaiter.IsCompleted) End();
        else _awaiter.UnsafeOnCompleted(End);
    }

    /// <summary>Tells every invocation to the actor, in order, with its sender.</summary>
    public void Tell()
    {
        for (var at = first; at is not null;)
        {
            // From when it is told it is the actor's.
            var next = at.Next;
            self.Tell(at, at.Sender);
            at = next;
        }
    }

    // Any thread.
    private void End()
    {
        try
        {
            _awaiter.GetResult();
        }
        catch (Exception cause)
        {
            self.Tell(new WriteFailed(actor, this, cause), first.Sender);
            return;
        }
        Tell();
    }
}

internal sealed class WriteFailed(Eventsourced addressee, Write write, Exception cause) : PersistenceMessage(addressee)
{
    public override object Shown => write.First.Event;

    public override void Handle() => Addressee.OnWriteFailed(write, cause);
}
