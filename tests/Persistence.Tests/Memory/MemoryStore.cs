using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Tests.Memory;

/// <summary>
/// Events, snapshots and offsets in memory, with the rules of the real stores, so that a test can put itself between a call and its effect, or
/// between the effect and the answer. Calls that nobody holds up are done when they return, on the caller's thread.
/// </summary>
internal sealed class MemoryStore : IPersistenceStore
{
    private readonly Dictionary<string, EventStream> _streams = [];
    private long _ordering;
    private TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MemoryStore()
    {
        Journal = new MemoryJournal(this);
        Snapshots = new MemorySnapshots(this);
        Query = new MemoryQuery(this);
        Offsets = new MemoryOffsets();
    }

    public Lock Gate { get; } = new();

    public Interference Interference { get; } = new();

    public List<JournalEntry> Events { get; } = [];

    public List<SnapshotEntry> Saved { get; } = [];

    public IJournal Journal { get; }

    public ISnapshotStore Snapshots { get; }

    public IJournalQuery Query { get; }

    public IProjectionOffsets Offsets { get; }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The events of one id, as they are stored.</summary>
    public List<JournalEntry> Of(string persistenceId)
    {
        lock (Gate) return [.. Events.Where(e => e.PersistenceId == persistenceId)];
    }

    /// <summary>Replaces what is stored for one event.</summary>
    public void Change(string persistenceId, long sequenceNr, Func<JournalEntry, JournalEntry> change)
    {
        lock (Gate)
        {
            var at = Events.FindIndex(e => e.PersistenceId == persistenceId && e.SequenceNr == sequenceNr);
            Events[at] = change(Events[at]);
        }
    }

    /// <summary>Replaces what is stored for one snapshot.</summary>
    public void ChangeSnapshot(string persistenceId, long sequenceNr, Func<SnapshotEntry, SnapshotEntry> change)
    {
        lock (Gate)
        {
            var at = Saved.FindIndex(e => e.PersistenceId == persistenceId && e.SequenceNr == sequenceNr);
            Saved[at] = change(Saved[at]);
        }
    }

    /// <summary>Under the gate.</summary>
    public EventStream Stream(string persistenceId)
    {
        if (!_streams.TryGetValue(persistenceId, out var stream)) _streams.Add(persistenceId, stream = new EventStream());
        return stream;
    }

    /// <summary>Under the gate.</summary>
    public void CheckOwner(OwnerEpoch owner)
    {
        var newest = Stream(owner.PersistenceId).Epoch;
        if (owner.Epoch != newest) throw new StaleOwnerException(owner, newest);
    }

    /// <summary>Under the gate.</summary>
    public long NextOrdering() => ++_ordering;

    /// <summary>Wakes live queries.</summary>
    public void Commit() => Interlocked.Exchange(ref _committed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>Done at the next commit.</summary>
    public Task NextCommit() => Volatile.Read(ref _committed).Task;

    internal sealed class EventStream
    {
        public long Epoch { get; set; }

        public long Highest { get; set; }

        /// <summary>Writes of one id follow each other.</summary>
        public Task Tail { get; set; } = Task.CompletedTask;
    }
}
