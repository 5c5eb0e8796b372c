namespace NTWorkstation.Persistence.Recovery;

/// <summary>A persistent actor cannot recover; the message says which, where and why.</summary>
public abstract class RecoveryException : Exception
{
    private protected RecoveryException(string persistenceId, long sequenceNr, string message, Exception? cause = null)
        : base(message, cause) => (PersistenceId, SequenceNr) = (persistenceId, sequenceNr);

    public string PersistenceId { get; }

    /// <summary>The event it stopped at; 0 where it stopped before any.</summary>
    public long SequenceNr { get; }
}

/// <summary>An event whose manifest no serializer knows, whose bytes it cannot read, or that an adapter refuses.</summary>
public sealed class UnreadableEventException : RecoveryException
{
    public UnreadableEventException(string persistenceId, long sequenceNr, string manifest, Exception cause)
        : base(persistenceId, sequenceNr, $"The event {sequenceNr} of '{persistenceId}' (\"{manifest}\") cannot be read: {cause?.Message}", cause) =>
        Manifest = manifest;

    /// <summary>Under which it was stored.</summary>
    public string Manifest { get; }
}

/// <summary>The journal or the snapshot store brought nothing for too long.</summary>
public sealed class RecoveryTimedOutException : RecoveryException
{
    internal RecoveryTimedOutException(string persistenceId, long sequenceNr, TimeSpan timeout)
        : base(persistenceId, sequenceNr, FormattableString.Invariant(
            $"The recovery of '{persistenceId}' came no further than event {sequenceNr} for {timeout.TotalSeconds:0.###} s.")) => Timeout = timeout;

    public TimeSpan Timeout { get; }
}

/// <summary>A snapshot cannot be read and the events before it have been deleted: the state cannot be had again from what is left.</summary>
public sealed class MissingEventsException : RecoveryException
{
    internal MissingEventsException(string persistenceId, long sequenceNr, long snapshotSequenceNr)
        : base(persistenceId, sequenceNr,
            $"The snapshot {snapshotSequenceNr} of '{persistenceId}' cannot be read, and the events from {sequenceNr} on that would replace it have been deleted. Restore an export or a backup.")
    {
    }
}
