using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Tests.Memory;

/// <summary>The snapshots of a <see cref="MemoryStore"/>, under the same owner epochs.</summary>
internal sealed class MemorySnapshots(MemoryStore store) : ISnapshotStore
{
    public async Task SaveAsync(OwnerEpoch owner, NewSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (store.Interference.BeforeSave is { } before) await before(snapshot).ConfigureAwait(false);
        lock (store.Gate)
        {
            store.CheckOwner(owner);
            store.Saved.RemoveAll(s => s.PersistenceId == owner.PersistenceId && s.SequenceNr == snapshot.SequenceNr);
            store.Saved.Add(new SnapshotEntry(
                owner.PersistenceId, snapshot.SequenceNr, snapshot.Timestamp, snapshot.Payload.ToArray(), snapshot.SerializerId, snapshot.Manifest, owner.Epoch));
        }
    }

    public async Task<SnapshotEntry?> LoadAsync(string persistenceId, SnapshotCriteria criteria, CancellationToken cancellationToken)
    {
        if (store.Interference.BeforeLoad is { } before) await before(criteria).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Gate) return store.Saved.Where(s => s.PersistenceId == persistenceId && Meets(s, criteria)).MaxBy(s => s.SequenceNr);
    }

    public async Task DeleteAsync(OwnerEpoch owner, SnapshotCriteria criteria, CancellationToken cancellationToken)
    {
        if (store.Interference.BeforeDelete is { } before) await before().ConfigureAwait(false);
        lock (store.Gate)
        {
            store.CheckOwner(owner);
            store.Saved.RemoveAll(s => s.PersistenceId == owner.PersistenceId && Meets(s, criteria));
        }
    }

    private static bool Meets(SnapshotEntry snapshot, SnapshotCriteria criteria) =>
        snapshot.SequenceNr >= criteria.MinimumSequenceNr && snapshot.SequenceNr <= criteria.MaximumSequenceNr
        && snapshot.Timestamp >= criteria.MinimumTimestamp && snapshot.Timestamp <= criteria.MaximumTimestamp;
}
