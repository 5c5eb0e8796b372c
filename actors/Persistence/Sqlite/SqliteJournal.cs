using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Sqlite;

/// <inheritdoc cref="IJournal"/>
internal sealed class SqliteJournal(SqliteWriter writer, SqliteReaders readers, IEntryPages pages) : IJournal
{
    public Task<OwnerEpoch> TakeOwnershipAsync(string persistenceId, string owner, CancellationToken cancellationToken)
    {
        WriteRules.CheckPersistenceId(persistenceId);
        ArgumentNullException.ThrowIfNull(owner);
        return writer.Write(new SqliteTransact<OwnerEpoch>(persistenceId, 0, null, database =>
        {
            var incarnation = Guid.NewGuid().ToString();
            var take = database.Prepare(
                """
                INSERT INTO owner(persistence_id, epoch, owner, writer_uuid)
                VALUES(?1, 1 + (SELECT coalesce(max(epoch), 0) FROM journal
                    WHERE persistence_id = ?1 AND sequence_number = (SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1)), ?2, ?3)
                ON CONFLICT(persistence_id) DO UPDATE SET epoch = owner.epoch + 1, owner = excluded.owner, writer_uuid = excluded.writer_uuid
                RETURNING epoch
                """);
            take.Bind(1, persistenceId);
            take.Bind(2, owner);
            take.Bind(3, incarnation);
            take.Step();
            var epoch = take.Integer(0);
            take.Run(); // the row is written once the statement has run to its end
            return new OwnerEpoch(persistenceId, epoch, owner, incarnation);
        }, cancellationToken));
    }

    public Task<long> ReadHighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken) =>
        readers.ReadAsync(persistenceId, SqliteWriteSession.ReadHighest, persistenceId, cancellationToken);

    public IAsyncEnumerable<JournalEntry> ReplayAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, long maximum, CancellationToken cancellationToken) =>
        PagedReplay.ReadAsync(pages, persistenceId, fromSequenceNr, toSequenceNr, maximum, cancellationToken);

    public Task AppendAsync(OwnerEpoch owner, IReadOnlyList<NewEntry> atomicWrite, CancellationToken cancellationToken)
    {
        try
        {
            WriteRules.Check(owner, atomicWrite);
        }
        catch (JournalRejectedException refused)
        {
            return Task.FromException(refused);
        }
        return writer.Write(new SqliteAppend(owner, atomicWrite, cancellationToken));
    }

    public Task DeleteToAsync(OwnerEpoch owner, long toSequenceNr, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return writer.Write(new SqliteTransact<bool>(owner.PersistenceId, toSequenceNr, owner, database =>
        {
            DeleteTags(database, owner.PersistenceId, toSequenceNr);
            Run(database, "DELETE FROM journal WHERE persistence_id = ?1 AND sequence_number < (SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1 AND sequence_number <= ?2)");
            Run(database, "UPDATE journal SET deleted = 1, message = x'', tags = NULL WHERE persistence_id = ?1 AND sequence_number <= ?2");
            return true;
        }, cancellationToken));

        void Run(SqliteDatabase database, string sql)
        {
            var statement = database.Prepare(sql);
            statement.Bind(1, owner.PersistenceId);
            statement.Bind(2, toSequenceNr);
            statement.Run();
        }
    }

    // By the tags that each row names: the tags table is ordered by tag, not by event.
    private static void DeleteTags(SqliteDatabase database, string persistenceId, long toSequenceNr)
    {
        var tagged = database.Prepare("SELECT ordering, tags FROM journal WHERE persistence_id = ?1 AND sequence_number <= ?2 AND tags IS NOT NULL");
        tagged.Bind(1, persistenceId);
        tagged.Bind(2, toSequenceNr);
        var delete = database.Prepare("DELETE FROM tags WHERE tag = ?1 AND ordering_id = ?2");
        while (tagged.Step())
        {
            foreach (var tag in TagColumn.Read(tagged.Text(1)))
            {
                delete.Bind(1, tag);
                delete.Bind(2, tagged.Integer(0));
                delete.Run();
            }
        }
        tagged.Reset();
    }
}
