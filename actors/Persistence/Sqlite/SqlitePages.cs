using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>
/// Pages of the journal table. One writer at a time holds the file's write lock from the giving of an ordering to the commit, so orderings
/// become visible in their order, and whatever can be read is safe to pass.
/// </summary>
internal sealed class SqlitePages(SqliteReaders readers) : IEntryPages
{
    private const string Columns =
        "j.ordering, j.sequence_number, j.created, j.message, j.identifier, j.manifest, j.writer_uuid, j.epoch, j.checksum, j.tags, j.deleted, j.persistence_id";
    private const string ById =
        $"SELECT {Columns} FROM journal j WHERE j.persistence_id = ?1 AND j.sequence_number BETWEEN ?2 AND ?3 ORDER BY j.sequence_number LIMIT ?4";
    private const string ByOrdering =
        $"SELECT {Columns} FROM journal j WHERE j.ordering > ?1 AND j.ordering <= ?2 AND j.deleted = 0 ORDER BY j.ordering LIMIT ?3";
    private const string ByTag =
        $"""
        SELECT {Columns} FROM tags t JOIN journal j ON j.ordering = t.ordering_id
        WHERE t.tag = ?4 AND t.ordering_id > ?1 AND t.ordering_id <= ?2 AND j.deleted = 0 ORDER BY t.ordering_id LIMIT ?3
        """;

    public Task<EntryPage> ReadByIdAsync(string persistenceId, long from, long to, int limit, ReplayCheck check, CancellationToken cancellationToken) =>
        readers.ReadAsync((persistenceId, from, to, limit, check), static (database, a) =>
        {
            var rows = database.Prepare(ById);
            rows.Bind(1, a.persistenceId);
            rows.Bind(2, a.from);
            rows.Bind(3, a.to);
            rows.Bind(4, a.limit);
            return Page(rows, a.limit, a.persistenceId, a.check);
        }, persistenceId, cancellationToken);

    public Task<EntryPage> ReadByOrderingAsync(string? tag, long after, long upTo, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync((tag, after, upTo, limit), static (database, a) =>
        {
            var rows = database.Prepare(a.tag is null ? ByOrdering : ByTag);
            rows.Bind(1, a.after);
            rows.Bind(2, a.upTo);
            rows.Bind(3, a.limit);
            if (a.tag is not null) rows.Bind(4, a.tag);
            return Page(rows, a.limit, null, null);
        }, "", cancellationToken);

    public Task<long> ReadSafeOrderingAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(0, static (database, _) => database.Scalar("SELECT max(ordering) FROM journal"), "", cancellationToken);

    public Task<IReadOnlyList<string>> ReadPersistenceIdsAsync(string after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync((after, limit), static (database, a) =>
        {
            // One seek for each id: SELECT DISTINCT would walk the index of all events.
            var next = database.Prepare("SELECT persistence_id FROM journal WHERE persistence_id > ?1 ORDER BY persistence_id LIMIT 1");
            var ids = new List<string>();
            for (var id = a.after; ids.Count < a.limit;)
            {
                next.Bind(1, id);
                var found = next.Step();
                if (found) ids.Add(id = next.Text(0));
                next.Reset();
                if (!found) break;
            }
            return (IReadOnlyList<string>)ids;
        }, "", cancellationToken);

    private static EntryPage Page(SqliteStatement rows, int limit, string? persistenceId, ReplayCheck? check)
    {
        var entries = new List<JournalEntry>(Math.Min(limit, 2048));
        long last = 0;
        var count = 0;
        JournalException? failure = null;
        try
        {
            while (failure is null && rows.Step())
            {
                count++;
                var sequenceNr = rows.Integer(1);
                last = check is null ? rows.Integer(0) : sequenceNr;
                if (rows.Integer(10) != 0)
                {
                    check?.Deleted(sequenceNr);
                    continue;
                }
                var entry = Entry(rows, persistenceId, sequenceNr);
                long? checksum = rows.IsNull(8) ? null : rows.Integer(8);
                failure = check is null
                    ? ReplayCheck.Checksum(entry.PersistenceId, sequenceNr, entry.Timestamp.Ticks, entry.SerializerId, entry.Manifest, entry.Epoch, checksum, entry.Payload.Span)
                    : check.Next(sequenceNr, entry.Timestamp.Ticks, entry.SerializerId, entry.Manifest, entry.WriterUuid, entry.Epoch, checksum, entry.Payload.Span);
                if (failure is null) entries.Add(entry);
            }
        }
        catch (SqliteFailure damaged)
        {
            failure = damaged.ToJournalException(persistenceId ?? "", last);
        }
        finally
        {
            rows.Reset();
        }
        return new EntryPage(entries, last, count < limit, failure);
    }

    private static JournalEntry Entry(SqliteStatement row, string? persistenceId, long sequenceNr) => new(
        row.Integer(0),
        persistenceId ?? row.Text(11),
        sequenceNr,
        new DateTimeOffset(Math.Clamp(row.Integer(2), 0, DateTime.MaxValue.Ticks), TimeSpan.Zero),
        row.Bytes(3).ToArray(),
        (int)row.Integer(4),
        row.Text(5),
        row.Text(6),
        row.Integer(7),
        TagColumn.Read(row.IsNull(9) ? null : row.Text(9)));
}
