using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Persistence.Diagnostics;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Actor;

/// <summary>
/// Persisting. What is persisted waits in a list; at the end of a turn the list is sent as one write, unless one is under way, so that an actor
/// that persists faster than the journal commits has its events committed in groups. Writes follow one another: a rejected one leaves no gap.
/// </summary>
public abstract partial class Eventsourced
{
    private Invocation? _firstUnsent;
    private Invocation? _lastUnsent;
    private Write? _underWay;
    // Handlers to run before commands go on, and handlers to run at all.
    private int _stashing;
    private int _pending;
    // The last event known to be stored; the next is the one behind it.
    private long _storedSequenceNr;
    // The last number that was given to an event which still waits.
    private long _likelySequenceNr;
    // Atomic writes to send alone: they shared a write of which one part was rejected.
    private int _oneByOne;
    private OwnerEpoch? _epoch;

    /// <summary>
    /// Stores an event; when it is durable runs the handler, with the command's Sender. No further command is handled until all handlers of
    /// this one have run. Handlers may persist.
    /// </summary>
    /// <exception cref="InvalidOperationException">The actor recovers or is ending.</exception>
    protected void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull => Add(@event, handler, isStashing: true);

    /// <summary>As Persist, without holding the commands that follow: they are handled on a state that may lack this event.</summary>
    /// <exception cref="InvalidOperationException">The actor recovers or is ending.</exception>
    protected void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull => Add(@event, handler, isStashing: false);

    /// <summary>Stores all events or none; the handler runs for each, in order, when they are durable.</summary>
    /// <exception cref="InvalidOperationException">The actor recovers or is ending.</exception>
    protected void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
        where TEvent : notnull => AddAll(events, handler, isStashing: true);

    /// <summary>As PersistAll, without holding the commands that follow.</summary>
    /// <exception cref="InvalidOperationException">The actor recovers or is ending.</exception>
    protected void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
        where TEvent : notnull => AddAll(events, handler, isStashing: false);

    /// <summary>Runs a handler in order behind those of all events persisted so far, storing nothing; at once where there are none.</summary>
    /// <exception cref="InvalidOperationException">The actor recovers or is ending.</exception>
    protected void DeferAsync<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull => AddDeferred(@event, handler, isStashing: false);

    /// <summary>As DeferAsync; where it must wait, commands are held until it has run.</summary>
    /// <exception cref="InvalidOperationException">The actor recovers or is ending.</exception>
    protected void Defer<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull => AddDeferred(@event, handler, isStashing: true);

    /// <summary>
    /// An event could not be stored, or it is not known whether it is. Afterwards the actor stops, whatever this does: its state and the
    /// journal may differ. Run it below a back-off supervisor (BackoffOptions.OnStop), which lets it recover. Logs by default.
    /// </summary>
    /// <param name="cause">A <see cref="StaleOwnerException"/> where another writer has taken over.</param>
    /// <param name="sequenceNr">What the event would have been.</param>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        PersistenceLog.PersistFailed(Context.Logger, cause, PersistenceId, TypeName(@event), sequenceNr);

    /// <summary>
    /// An event cannot be stored as it is: no serializer writes it, or the journal refuses it. It is not stored, its handler does not run, and the
    /// actor goes on. Of an atomic write this is called for each event. Logs by default.
    /// </summary>
    /// <param name="sequenceNr">What the event would have been.</param>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        PersistenceLog.PersistRejected(Context.Logger, cause, PersistenceId, TypeName(@event), sequenceNr);

    internal void OnInvocation(Invocation invocation)
    {
        if (invocation.IsHandled) return;
        invocation.IsHandled = true;
        EndWrite(invocation.Write);
        if (invocation is { Entry: not null, Rejection: null }) LastSequenceNr = invocation.Entry.SequenceNr;
        IsHandlingEvent = true;
        try
        {
            if (invocation.Rejection is { } reason) OnPersistRejected(reason, invocation.Event, invocation.Entry?.SequenceNr ?? _storedSequenceNr + 1);
            else invocation.Run();
        }
        finally
        {
            IsHandlingEvent = false;
            _pending--;
            if (invocation.IsStashing) _stashing--;
            EndTurn();
        }
    }

    internal void OnWriteFailed(Write write, Exception cause)
    {
        if (cause is not JournalRejectedException)
        {
            _phase = Phase.Failed;
            try
            {
                OnPersistFailure(cause, FirstEvent(write).Event, write.Entries[0].SequenceNr);
            }
            finally
            {
                Context.Stop(Self);
            }
            return;
        }
        if (write.Groups > 1)
        {
            // One part was refused: each is tried alone, so that the others are stored.
            _underWay = null;
            _oneByOne = write.Groups;
            SendAgain(write);
            EndTurn();
            return;
        }
        write.IsRejected = true;
        for (var at = write.First; at is not null; at = at.Next)
            if (at.Entry is not null) at.Rejection = cause;
        write.Tell();
    }

    private void Add<TEvent>(TEvent @event, Action<TEvent> handler, bool isStashing)
        where TEvent : notnull
    {
        var invocation = Prepare(@event, handler, isStashing);
        Encode(invocation);
        Append(invocation);
    }

    private void AddAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler, bool isStashing)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(events);
        List<Invocation> group = [.. events.Select(e => Prepare(e, handler, isStashing))];
        if (group.Count == 0) return;
        foreach (var invocation in group)
        {
            invocation.GroupCount = 0;
            Encode(invocation);
        }
        group[0].GroupCount = group.Count;
        if (group.Find(i => i.Rejection is not null) is { Rejection: { } reason })
            foreach (var invocation in group) (invocation.Entry, invocation.Rejection) = (null, reason);
        foreach (var invocation in group) Append(invocation);
    }

    private void AddDeferred<TEvent>(TEvent @event, Action<TEvent> handler, bool isStashing)
        where TEvent : notnull
    {
        var invocation = Prepare(@event, handler, isStashing);
        if (_pending == 0) handler(@event);
        else Append(invocation);
    }

    private Invocation<TEvent> Prepare<TEvent>(TEvent @event, Action<TEvent> handler, bool isStashing)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(@event);
        ArgumentNullException.ThrowIfNull(handler);
        ThrowIfNotRunning("persist");
        return new Invocation<TEvent>(this, Sender, isStashing, @event, handler);
    }

    private void Encode(Invocation invocation)
    {
        try
        {
            // Its number is another where something before it is rejected.
            invocation.Entry = Persistence.Events.Encode(invocation.Event, ++_likelySequenceNr, Context.System.TimeProvider.GetUtcNow());
        }
        // Adapters and serializers are the user's: what they throw is said in the event's turn.
        catch (Exception cause)
        {
            invocation.Rejection = cause;
        }
    }

    private void Append(Invocation invocation)
    {
        if (_lastUnsent is null) _firstUnsent = invocation;
        else _lastUnsent.Next = invocation;
        _lastUnsent = invocation;
        _pending++;
        if (invocation.IsStashing) _stashing++;
    }

    /// <summary>Sends what waits, unless a write is under way.</summary>
    private void Send()
    {
        if (_underWay is null && _firstUnsent is null) _likelySequenceNr = _storedSequenceNr;
        while (_underWay is null && _firstUnsent is not null)
        {
            var write = TakeWrite(_storedSequenceNr);
            if (write.Entries.Length == 0)
            {
                write.Tell();
                continue;
            }
            _underWay = write;
            write.Begin(Persistence.Journal, _epoch!);
        }
    }

    /// <summary>At the incarnation's end: what its commands asked to be stored is stored, though nobody is left to see it done.</summary>
    private void SendRest()
    {
        var last = _underWay?.Entries[^1].SequenceNr ?? _storedSequenceNr;
        while (_firstUnsent is not null)
        {
            var write = TakeWrite(last);
            if (write.Entries.Length == 0) continue;
            last = write.Entries[^1].SequenceNr;
            _ = StoreUnseen(Persistence.Journal, write.Entries, _epoch!, Context.Logger);
        }
    }

    private static async Task StoreUnseen(IJournal journal, NewEntry[] entries, OwnerEpoch epoch, Microsoft.Extensions.Logging.ILogger logger)
    {
        try
        {
            await journal.AppendAsync(epoch, entries).ConfigureAwait(false);
        }
        // They were never acknowledged: that they are missing is worth a line, no more.
        catch (Exception cause)
        {
            PersistenceLog.LastWriteFailed(logger, cause, epoch.PersistenceId);
        }
    }

    /// <summary>Takes from the list what goes with one append: as many whole groups as its bounds allow, and what stands between them.</summary>
    private Write TakeWrite(long after)
    {
        var (first, last, groups, bytes) = (_firstUnsent!, (Invocation?)null, 0, 0L);
        var entries = new List<NewEntry>(first.Next is null ? 1 : 16);
        for (var at = first; at is not null; at = at.Next)
        {
            if (at.GroupCount > 0 && at.Entry is not null)
            {
                if (groups > 0 && (_oneByOne > 0 || entries.Count + at.GroupCount > Persistence.Options.MaxWriteEvents || bytes > Persistence.Options.MaxWriteBytes)) break;
                groups++;
            }
            last = at;
            if (at.Entry is null) continue;
            var sequenceNr = after + entries.Count + 1;
            if (at.Entry.SequenceNr != sequenceNr) at.Entry = at.Entry with { SequenceNr = sequenceNr };
            bytes += at.Entry.Payload.Length;
            entries.Add(at.Entry);
        }
        if (groups > 0 && _oneByOne > 0) _oneByOne--;
        _firstUnsent = last!.Next;
        if (_firstUnsent is null) _lastUnsent = null;
        last.Next = null;
        var write = new Write(this, Self, first, groups, [.. entries]);
        for (var at = first; at is not null; at = at.Next) at.Write = write;
        return write;
    }

    // Its first handler's turn: it is stored, or rejected as a whole; the next may go.
    private void EndWrite(Write? write)
    {
        if (write is null || !ReferenceEquals(write, _underWay)) return;
        if (!write.IsRejected) _storedSequenceNr = write.Entries[^1].SequenceNr;
        _underWay = null;
    }

    private void SendAgain(Write write)
    {
        var last = write.First;
        while (last.Next is not null) last = last.Next;
        last.Next = _firstUnsent;
        _firstUnsent = write.First;
        _lastUnsent ??= last;
    }

    private static Invocation FirstEvent(Write write)
    {
        var at = write.First;
        while (at.Entry is null) at = at.Next!;
        return at;
    }

    private static string TypeName(object @event) => @event.GetType().Name;
}
