using Microsoft.Extensions.Logging;

namespace NTWorkstation.Persistence.Diagnostics;

/// <summary>All that persistent actors and projections log. Event ids are append-only.</summary>
internal static partial class PersistenceLog
{
    [LoggerMessage(101, LogLevel.Error, "'{PersistenceId}' could not persist {Event} as event {SequenceNr}: it stops.")]
    public static partial void PersistFailed(ILogger logger, Exception cause, string persistenceId, string @event, long sequenceNr);

    [LoggerMessage(102, LogLevel.Error, "'{PersistenceId}': {Event} as event {SequenceNr} was rejected and is not stored.")]
    public static partial void PersistRejected(ILogger logger, Exception cause, string persistenceId, string @event, long sequenceNr);

    [LoggerMessage(103, LogLevel.Error, "'{PersistenceId}' could not recover beyond event {SequenceNr}: it stops.")]
    public static partial void RecoveryFailed(ILogger logger, Exception cause, string persistenceId, long sequenceNr);

    [LoggerMessage(104, LogLevel.Warning, "The snapshot {SequenceNr} of '{PersistenceId}' cannot be read; an older one or the events take its place.")]
    public static partial void SnapshotUnreadable(ILogger logger, Exception cause, string persistenceId, long sequenceNr);

    [LoggerMessage(105, LogLevel.Warning, "Events of '{PersistenceId}' that were on their way when it ended were not stored.")]
    public static partial void LastWriteFailed(ILogger logger, Exception cause, string persistenceId);

    [LoggerMessage(106, LogLevel.Error, "The projection {Projection} failed behind {Offset}.")]
    public static partial void ProjectionFailed(ILogger logger, Exception cause, string projection, long offset);
}
