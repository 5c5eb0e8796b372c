using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Sqlite;

/// <inheritdoc cref="ISnapshotStore"/>
internal sealed class SqliteSnapshotStore(SqliteWriter writer, SqliteReaders readers) : ISnapshotStore
{
    private const string Where = "WHERE persistence_id = ?1 AND sequence_number BETWEEN ?2 AND ?3 AND created BETWEEN ?4 AND ?5";

    public Task SaveAsync(OwnerEpoch owner, NewSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        try
        {
            WriteRules.Check(owner, snapshot.SequenceNr, snapshot.Manifest, snapshot.Payload);
        }
        catch (JournalRejectedException refused)
        {
            return Task.FromException(refused);
        }
        return writer.Write(new SqliteTransact<bool>(owner.PersistenceId, snapshot.SequenceNr, owner, database =>
        {
            var ticks = SnapshotTime.Ticks(snapshot.Timestamp);
            var insert = database.Prepare(
                """
                INSERT OR REPLACE INTO snapshot(persistence_id, sequence_number, created, snapshot, manifest, serializer_id, epoch, checksum)
                VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """);
            insert.Bind(1, owner.PersistenceId);
            insert.Bind(2, snapshot.SequenceNr);
            insert.Bind(3, ticks);
            insert.Bind(4, snapshot.Payload.Span);
            insert.Bind(5, snapshot.Manifest);
            insert.Bind(6, snapshot.SerializerId);
            insert.Bind(7, owner.Epoch);
            insert.Bind(8, EntryChecksum.Of(
                owner.PersistenceId, snapshot.SequenceNr, ticks, snapshot.SerializerId, snapshot.Manifest, owner.Epoch, snapshot.Payload.Span));
            insert.Run();
            return true;
        }, cancellationToken));
    }

    public Task<SnapshotEntry?> LoadAsync(string persistenceId, SnapshotCriteria criteria, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        return readers.ReadAsync((persistenceId, criteria), static (database, a) =>
        {
            var row = database.Prepare(
                $"SELECT sequence_number, created, snapshot, serializer_id, manifest, epoch, checksum FROM snapshot {Where} ORDER BY sequence_number DESC LIMIT 1");
            Bind(row, a.persistenceId, a.criteria);
            try
            {
                if (!row.Step()) return null;
                var entry = new SnapshotEntry(a.persistenceId, row.Integer(0), new DateTimeOffset(row.Integer(1), TimeSpan.Zero),
                    row.Bytes(2).ToArray(), (int)row.Integer(3), row.Text(4), row.Integer(5));
                return SnapshotTime.Checked(entry, row.IsNull(6) ? null : row.Integer(6));
            }
            finally
            {
                row.Reset();
            }
        }, persistenceId, cancellationToken);
    }

    public Task DeleteAsync(OwnerEpoch owner, SnapshotCriteria criteria, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(criteria);
        return writer.Write(new SqliteTransact<bool>(owner.PersistenceId, 0, owner, database =>
        {
            var delete = database.Prepare($"DELETE FROM snapshot {Where}");
            Bind(delete, owner.PersistenceId, criteria);
            delete.Run();
            return true;
        }, cancellationToken));
    }

    private static void Bind(SqliteStatement statement, string persistenceId, SnapshotCriteria criteria)
    {
        statement.Bind(1, persistenceId);
        statement.Bind(2, criteria.MinimumSequenceNr);
        statement.Bind(3, criteria.MaximumSequenceNr);
        statement.Bind(4, criteria.MinimumTimestamp.UtcTicks);
        statement.Bind(5, criteria.MaximumTimestamp.UtcTicks);
    }
}
