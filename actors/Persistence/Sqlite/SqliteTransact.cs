using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>Any other write: some statements that answer something.</summary>
/// <param name="persistenceId">Whom an error names; what is remembered of this id is read anew.</param>
/// <param name="sequenceNr">What an error names.</param>
/// <param name="owner">Checked before, where one is needed.</param>
/// <param name="statements">The writing itself.</param>
/// <param name="cancellationToken">Takes it back before its turn.</param>
internal sealed class SqliteTransact<T>(
    string persistenceId, long sequenceNr, OwnerEpoch? owner, Func<SqliteDatabase, T> statements, CancellationToken cancellationToken)
    : SqliteWork<T>(cancellationToken)
{
    internal override bool NeedsSavepoint => true;

    internal override (string PersistenceId, long SequenceNr) Subject => (persistenceId, sequenceNr);

    internal override void Apply(SqliteWriteSession session)
    {
        if (owner is not null) session.Check(owner);
        Answer(statements(session.Database));
        session.Forget(persistenceId);
    }
}
