using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Snapshot;

/// <summary>Snapshots of states, written under the same owner epoch as the events. All members may be called from any thread.</summary>
public interface ISnapshotStore
{
    /// <summary>Stores a snapshot durably; one of the same sequence number is replaced.</summary>
    /// <exception cref="StaleOwnerException">Somebody else has taken ownership. Nothing was written.</exception>
    Task SaveAsync(OwnerEpoch owner, NewSnapshot snapshot, CancellationToken cancellationToken = default);

    /// <summary>The snapshot with the highest sequence number that meets the criteria, or null.</summary>
    /// <exception cref="JournalCorruptException">The snapshot is not what was written: delete it; an older one or the events lead to the same state.</exception>
    Task<SnapshotEntry?> LoadAsync(string persistenceId, SnapshotCriteria criteria, CancellationToken cancellationToken = default);

    /// <summary>Deletes the snapshots that meet the criteria; none is no error.</summary>
    Task DeleteAsync(OwnerEpoch owner, SnapshotCriteria criteria, CancellationToken cancellationToken = default);
}
