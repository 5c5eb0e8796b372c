using Npgsql;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>Pages of the journal table, and the ordering up to which nothing can be committed any more.</summary>
internal sealed class PostgresPages(PostgresConnections connections) : IEntryPages
{
    private const string Columns =
        "j.ordering, j.sequence_number, j.created, j.message, j.identifier, j.manifest, j.writer_uuid, j.epoch, j.checksum, j.tags, j.deleted, j.persistence_id";
    private const string ById =
        $"SELECT {Columns} FROM journal j WHERE j.persistence_id = $1 AND j.sequence_number BETWEEN $2 AND $3 ORDER BY j.sequence_number LIMIT $4";
    private const string ByOrdering =
        $"SELECT {Columns} FROM journal j WHERE j.ordering > $1 AND j.ordering <= $2 AND NOT j.deleted ORDER BY j.ordering LIMIT $3";
    private const string ByTag =
        $"""
        SELECT {Columns} FROM tags t JOIN journal j ON j.ordering = t.ordering_id
        WHERE t.tag = $4 AND t.ordering_id > $1 AND t.ordering_id <= $2 AND NOT j.deleted ORDER BY t.ordering_id LIMIT $3
        """;

    // One recursion for each id: SELECT DISTINCT would walk the index of all events.
    private const string Ids =
        """
        WITH RECURSIVE ids(id) AS (
            (SELECT persistence_id FROM journal WHERE persistence_id > $1 ORDER BY persistence_id LIMIT 1)
            UNION ALL
            SELECT (SELECT j.persistence_id FROM journal j WHERE j.persistence_id > ids.id ORDER BY j.persistence_id LIMIT 1) FROM ids WHERE ids.id IS NOT NULL)
        SELECT id FROM ids WHERE id IS NOT NULL LIMIT $2
        """;

    public Task<EntryPage> ReadByIdAsync(string persistenceId, long from, long to, int limit, ReplayCheck check, CancellationToken cancellationToken) =>
        connections.RunAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(ById, connection);
            await using var _ = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = persistenceId });
            Add(command, from, to, limit);
            return await PageAsync(command, limit, persistenceId, check, token).ConfigureAwait(false);
        }, persistenceId, cancellationToken);

    public Task<EntryPage> ReadByOrderingAsync(string? tag, long after, long upTo, int limit, CancellationToken cancellationToken) =>
        connections.RunAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(tag is null ? ByOrdering : ByTag, connection);
            await using var _ = command.ConfigureAwait(false);
            Add(command, after, upTo, limit);
            if (tag is not null) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tag });
            return await PageAsync(command, limit, null, null, token).ConfigureAwait(false);
        }, "", cancellationToken);

    /// <summary>
    /// First the last ordering given, then the locks of those transactions that are still open: one that was given an ordering up to the
    /// first answer either holds its lock at the second, or is committed and seen by every later read.
    /// </summary>
    public Task<long> ReadSafeOrderingAsync(CancellationToken cancellationToken) =>
        connections.RunAsync(async (connection, token) =>
        {
            var given = new NpgsqlCommand("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM journal_ordering_seq", connection);
            await using var _ = given.ConfigureAwait(false);
            var highest = (long)(await given.ExecuteScalarAsync(token).ConfigureAwait(false))!;
            var open = new NpgsqlCommand(
                $"""
                SELECT min((classid::bigint & 65535) << 32 | objid::bigint) FROM pg_locks
                WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = {PostgresSchema.OrderingLocks}
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND mode = 'ShareLock'
                """, connection);
            await using var __ = open.ConfigureAwait(false);
            return await open.ExecuteScalarAsync(token).ConfigureAwait(false) is long lowest ? Math.Min(highest, lowest) : highest;
        }, "", cancellationToken);

    public Task<IReadOnlyList<string>> ReadPersistenceIdsAsync(string after, int limit, CancellationToken cancellationToken) =>
        connections.RunAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(Ids, connection);
            await using var _ = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit });
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            var ids = new List<string>();
            while (await reader.ReadAsync(token).ConfigureAwait(false)) ids.Add(reader.GetString(0));
            return (IReadOnlyList<string>)ids;
        }, "", cancellationToken);

    private static void Add(NpgsqlCommand command, params ReadOnlySpan<long> values)
    {
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
    }

    private static async Task<EntryPage> PageAsync(NpgsqlCommand command, int limit, string? persistenceId, ReplayCheck? check, CancellationToken cancellationToken)
    {
        var entries = new List<JournalEntry>(Math.Min(limit, 2048));
        long last = 0;
        var count = 0;
        JournalException? failure = null;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (failure is null && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            count++;
            var sequenceNr = reader.GetInt64(1);
            last = check is null ? reader.GetInt64(0) : sequenceNr;
            if (reader.GetBoolean(10))
            {
                check?.Deleted(sequenceNr);
                continue;
            }
            var entry = Entry(reader, persistenceId, sequenceNr, entries.Count > 0 ? entries[^1] : null);
            long? checksum = reader.IsDBNull(8) ? null : reader.GetInt64(8);
            failure = check is null
                ? ReplayCheck.Checksum(entry.PersistenceId, sequenceNr, entry.Timestamp.Ticks, entry.SerializerId, entry.Manifest, entry.Epoch, checksum, entry.Payload.Span)
                : check.Next(sequenceNr, entry.Timestamp.Ticks, entry.SerializerId, entry.Manifest, entry.WriterUuid, entry.Epoch, checksum, entry.Payload.Span);
            if (failure is null) entries.Add(entry);
        }
        return new EntryPage(entries, last, count < limit && failure is null, failure);
    }

    private static JournalEntry Entry(NpgsqlDataReader row, string? persistenceId, long sequenceNr, JournalEntry? before) => new(
        row.GetInt64(0),
        persistenceId ?? Text(row, 11, before?.PersistenceId),
        sequenceNr,
        new DateTimeOffset(Math.Clamp(row.GetInt64(2), 0, DateTime.MaxValue.Ticks), TimeSpan.Zero),
        row.GetFieldValue<byte[]>(3),
        row.IsDBNull(4) ? 0 : row.GetInt32(4),
        Text(row, 5, before?.Manifest),
        Text(row, 6, before?.WriterUuid),
        row.GetInt64(7),
        TagColumn.Read(row.IsDBNull(9) ? null : row.GetString(9)));

    // Manifests and writers repeat row after row: one object serves them all.
    private static string Text(NpgsqlDataReader row, int column, string? before)
    {
        var text = row.IsDBNull(column) ? "" : row.GetString(column);
        return text == before ? before : text;
    }
}
