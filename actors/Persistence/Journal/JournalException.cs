namespace NTWorkstation.Persistence.Journal;

/// <summary>A failure of the journal, the snapshots or their queries. <see cref="IsTransient"/> is what supervision decides by.</summary>
public abstract class JournalException : Exception
{
    private protected JournalException(string message, Exception? inner) : base(message, inner)
    {
    }

    /// <summary>Whether the same call may succeed later without anything else being changed: back off and try again. Otherwise stop.</summary>
    public abstract bool IsTransient { get; }
}

/// <summary>A write under an epoch that is not the newest: another owner has taken over. Nothing was written, and nothing ever will be.</summary>
public sealed class StaleOwnerException : JournalException
{
    /// <summary><paramref name="newestEpoch"/> is 0 where the persistence id has no owner at all.</summary>
    public StaleOwnerException(OwnerEpoch stale, long newestEpoch)
        : base($"Owner '{stale.Owner}' of '{stale.PersistenceId}' holds epoch {stale.Epoch}, the newest is {newestEpoch}: another writer has taken over. Stop this one.", null)
    {
        Stale = stale;
        NewestEpoch = newestEpoch;
    }

    /// <summary>The epoch the refused writer holds.</summary>
    public OwnerEpoch Stale { get; }

    /// <summary>The epoch that counts.</summary>
    public long NewestEpoch { get; }

    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>One write that cannot be stored as it is: too large, out of sequence, a tag that is not one. Nothing was written; others were.</summary>
public sealed class JournalRejectedException : JournalException
{
    public JournalRejectedException(string persistenceId, long sequenceNr, string reason, Exception? inner = null)
        : base($"The journal refuses the event {sequenceNr} of '{persistenceId}': {reason}", inner)
    {
        PersistenceId = persistenceId;
        SequenceNr = sequenceNr;
        Reason = reason;
    }

    /// <summary>Whose write was refused.</summary>
    public string PersistenceId { get; }

    /// <summary>The first sequence number of the write.</summary>
    public long SequenceNr { get; }

    /// <summary>Why, and what to do.</summary>
    public string Reason { get; }

    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>The database cannot be reached, is locked by another process, or fails to read or write.</summary>
public sealed class JournalUnavailableException : JournalException
{
    public JournalUnavailableException(string message, Exception? inner = null, bool outcomeUnknown = false) : base(message, inner) =>
        OutcomeUnknown = outcomeUnknown;

    /// <summary>
    /// True where the database was lost between a write and its answer and could not be asked again: the events may be there or not.
    /// Recovery finds out.
    /// </summary>
    public bool OutcomeUnknown { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>The medium or quota is full. Nothing was written, what was acknowledged is kept, and the journal works again once there is room.</summary>
public sealed class JournalFullException : JournalException
{
    public JournalFullException(string place, Exception? inner = null)
        : base($"No room is left for the journal {place}. Nothing was written; free space there, then try again.", inner)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>An event or snapshot that cannot be what was written. Recovery stops here.</summary>
public sealed class JournalCorruptException : JournalException
{
    public JournalCorruptException(string persistenceId, long sequenceNr, string reason, Exception? inner = null)
        : base(persistenceId.Length == 0 ? $"The journal cannot be read: {reason}" : $"The event {sequenceNr} of '{persistenceId}' is corrupt: {reason}", inner)
    {
        PersistenceId = persistenceId;
        SequenceNr = sequenceNr;
        Reason = reason;
    }

    /// <summary>Whose event; empty where the whole journal is damaged.</summary>
    public string PersistenceId { get; }

    /// <summary>Which event.</summary>
    public long SequenceNr { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }

    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>The database's tables are not ones that this version can work with.</summary>
public sealed class JournalSchemaException : JournalException
{
    public JournalSchemaException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
