using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>
/// The writing connection, used by one thread. Epochs and highest sequence numbers are remembered between transactions for as long as no
/// other connection has written (PRAGMA data_version), so that the checks cost a look into memory.
/// </summary>
internal sealed class SqliteWriteSession(SqliteDatabase database)
{
    private const int MaximumRemembered = 100_000;

    private readonly Dictionary<string, OwnerState> _owners = new(StringComparer.Ordinal);
    private long _version = -1;

    internal SqliteDatabase Database => database;

    /// <summary>Takes the file's write lock: from here to the commit no other process changes an owner.</summary>
    internal void Begin()
    {
        database.Prepare("BEGIN IMMEDIATE").Run();
        var version = database.Scalar("PRAGMA data_version");
        if (version != _version || _owners.Count > MaximumRemembered) _owners.Clear();
        _version = version;
    }

    internal void Commit() => database.Prepare("COMMIT").Run();

    /// <summary>After any failure: what is remembered may never have become true.</summary>
    internal void Rollback()
    {
        _owners.Clear();
        if (database.InTransaction) database.Prepare("ROLLBACK").Run();
    }

    /// <summary>Applies one work; what it throws as refusal has left no trace.</summary>
    internal void Apply(SqliteWork work)
    {
        var savepoint = work.NeedsSavepoint;
        if (savepoint) database.Prepare("SAVEPOINT work").Run();
        try
        {
            work.Apply(this);
            if (savepoint) database.Prepare("RELEASE work").Run();
        }
        catch (Exception failure) when (IsRefusal(failure) && database.InTransaction)
        {
            if (savepoint)
            {
                database.Prepare("ROLLBACK TO work").Run();
                database.Prepare("RELEASE work").Run();
            }
            var (persistenceId, sequenceNr) = work.Subject;
            _owners.Remove(persistenceId);
            work.Refuse(failure as JournalException ?? ((SqliteFailure)failure).ToJournalException(persistenceId, sequenceNr));
        }
    }

    /// <summary>The owner row, which the file's write lock holds still until the commit.</summary>
    /// <exception cref="StaleOwnerException">It is not this owner's any more.</exception>
    internal OwnerState Check(OwnerEpoch owner)
    {
        if (!_owners.TryGetValue(owner.PersistenceId, out var state))
        {
            state = new OwnerState(ReadEpoch(owner.PersistenceId), ReadHighest(database, owner.PersistenceId));
            _owners.Add(owner.PersistenceId, state);
        }
        return state.Epoch == owner.Epoch ? state : throw new StaleOwnerException(owner, state.Epoch);
    }

    internal void Forget(string persistenceId) => _owners.Remove(persistenceId);

    internal static long ReadHighest(SqliteDatabase database, string persistenceId)
    {
        var statement = database.Prepare("SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1");
        statement.Bind(1, persistenceId);
        var highest = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        return highest;
    }

    private static bool IsRefusal(Exception failure) =>
        failure is JournalException || failure is SqliteFailure { Code: Interop.Sqlite3.Constraint or Interop.Sqlite3.TooBig };

    private long ReadEpoch(string persistenceId)
    {
        var statement = database.Prepare("SELECT epoch FROM owner WHERE persistence_id = ?1");
        statement.Bind(1, persistenceId);
        var epoch = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        return epoch;
    }
}

/// <summary>What the open transaction knows of one persistence id.</summary>
internal sealed class OwnerState(long epoch, long highest)
{
    internal long Epoch { get; } = epoch;

    internal long Highest { get; set; } = highest;
}
