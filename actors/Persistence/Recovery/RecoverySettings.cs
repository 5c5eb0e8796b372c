using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Recovery;

/// <summary>From where to where a persistent actor recovers. What is persisted afterwards continues the highest sequence number in any case.</summary>
public sealed record RecoverySettings
{
    /// <summary>From the newest snapshot through all events.</summary>
    public static RecoverySettings Default { get; } = new();

    /// <summary>Neither snapshot nor events: RecoveryCompleted comes at once.</summary>
    public static RecoverySettings None { get; } = new() { FromSnapshot = null, ToSequenceNr = 0 };

    /// <summary>Of the snapshots that meet this, and are not beyond <see cref="ToSequenceNr"/>, the newest is offered; null for none.</summary>
    public SnapshotCriteria? FromSnapshot { get; init; } = SnapshotCriteria.Latest;

    /// <summary>The last event that is replayed.</summary>
    public long ToSequenceNr { get; init; } = long.MaxValue;

    /// <summary>Most events that are replayed.</summary>
    public long ReplayMax { get; init; } = long.MaxValue;
}
