using NTWorkstation.Persistence.Query;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Journal;

/// <summary>
/// One database and everything that is kept in it. Disposing completes what is under way; what still waits for its turn fails with
/// <see cref="JournalUnavailableException"/>.
/// </summary>
public interface IPersistenceStore : IAsyncDisposable
{
    /// <summary>The events.</summary>
    IJournal Journal { get; }

    /// <summary>The snapshots.</summary>
    ISnapshotStore Snapshots { get; }

    /// <summary>Reading across persistence ids, and living.</summary>
    IJournalQuery Query { get; }

    /// <summary>How far each projection has come.</summary>
    IProjectionOffsets Offsets { get; }
}
