using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Actor;

/// <summary>Which snapshot of which actor.</summary>
/// <param name="SequenceNr">The last event folded into it.</param>
/// <param name="Timestamp">When it was made, UTC.</param>
public sealed record SnapshotMetadata(string PersistenceId, long SequenceNr, DateTimeOffset Timestamp);

/// <summary>The first thing a recovery may bring: the state up to a sequence number.</summary>
public sealed record SnapshotOffer(SnapshotMetadata Metadata, object Snapshot);

/// <summary>The last thing a recovery brings, through ReceiveRecover; from here on events may be persisted.</summary>
public sealed record RecoveryCompleted
{
    private RecoveryCompleted()
    {
    }

    public static RecoveryCompleted Instance { get; } = new();
}

/// <summary>A snapshot is durable. Received as a command.</summary>
public sealed record SaveSnapshotSuccess(SnapshotMetadata Metadata);

/// <summary>A snapshot was not stored; the events lead to the same state. Received as a command.</summary>
public sealed record SaveSnapshotFailure(SnapshotMetadata Metadata, Exception Cause);

/// <summary>Received as a command.</summary>
public sealed record DeleteSnapshotSuccess(long SequenceNr);

/// <summary>Received as a command.</summary>
public sealed record DeleteSnapshotFailure(long SequenceNr, Exception Cause);

/// <summary>Received as a command.</summary>
public sealed record DeleteSnapshotsSuccess(SnapshotCriteria Criteria);

/// <summary>Received as a command.</summary>
public sealed record DeleteSnapshotsFailure(SnapshotCriteria Criteria, Exception Cause);

/// <summary>Received as a command.</summary>
public sealed record DeleteMessagesSuccess(long ToSequenceNr);

/// <summary>Received as a command.</summary>
public sealed record DeleteMessagesFailure(long ToSequenceNr, Exception Cause);
