using Npgsql;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Postgres;

/// <inheritdoc cref="ISnapshotStore"/>
internal sealed class PostgresSnapshotStore(PostgresConnections connections) : ISnapshotStore
{
    private const string Save =
        """
        WITH locked AS MATERIALIZED (SELECT epoch FROM owner WHERE persistence_id = $1 FOR UPDATE),
        saved AS (
            INSERT INTO snapshot(persistence_id, sequence_number, created, snapshot, manifest, serializer_id, epoch, checksum)
            SELECT $1, $3, $4, $5, $6, $7, l.epoch, $8 FROM locked l WHERE l.epoch = $2
            ON CONFLICT(persistence_id, sequence_number) DO UPDATE SET created = excluded.created, snapshot = excluded.snapshot,
                manifest = excluded.manifest, serializer_id = excluded.serializer_id, epoch = excluded.epoch, checksum = excluded.checksum)
        SELECT coalesce((SELECT epoch FROM locked), 0)
        """;
    private const string Where = "persistence_id = $1 AND sequence_number BETWEEN $2 AND $3 AND created BETWEEN $4 AND $5";
    private const string Load =
        $"SELECT sequence_number, created, snapshot, serializer_id, manifest, epoch, checksum FROM snapshot WHERE {Where} ORDER BY sequence_number DESC LIMIT 1";
    private const string Delete =
        $"""
        WITH locked AS MATERIALIZED (SELECT epoch FROM owner WHERE persistence_id = $1 FOR UPDATE),
        gone AS (DELETE FROM snapshot USING locked l WHERE l.epoch = $6 AND snapshot.persistence_id = $1
            AND sequence_number BETWEEN $2 AND $3 AND created BETWEEN $4 AND $5)
        SELECT coalesce((SELECT epoch FROM locked), 0)
        """;

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
        var ticks = SnapshotTime.Ticks(snapshot.Timestamp);
        long checksum = EntryChecksum.Of(
            owner.PersistenceId, snapshot.SequenceNr, ticks, snapshot.SerializerId, snapshot.Manifest, owner.Epoch, snapshot.Payload.Span);
        return RunAsync(owner, Save, cancellationToken, owner.PersistenceId, owner.Epoch, snapshot.SequenceNr, new DateTime(ticks),
            snapshot.Payload, snapshot.Manifest, snapshot.SerializerId, checksum);
    }

    public Task<SnapshotEntry?> LoadAsync(string persistenceId, SnapshotCriteria criteria, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        return connections.RunAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(Load, connection);
            await using var _ = command.ConfigureAwait(false);
            foreach (var value in Bounds(persistenceId, criteria)) command.Parameters.Add(new NpgsqlParameter { Value = value });
            var row = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var __ = row.ConfigureAwait(false);
            if (!await row.ReadAsync(token).ConfigureAwait(false)) return null;
            var entry = new SnapshotEntry(persistenceId, row.GetInt64(0), new DateTimeOffset(row.GetDateTime(1).Ticks, TimeSpan.Zero),
                row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? 0 : row.GetInt32(3), row.IsDBNull(4) ? "" : row.GetString(4), row.GetInt64(5));
            return SnapshotTime.Checked(entry, row.IsDBNull(6) ? null : row.GetInt64(6));
        }, persistenceId, cancellationToken);
    }

    public Task DeleteAsync(OwnerEpoch owner, SnapshotCriteria criteria, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(criteria);
        return RunAsync(owner, Delete, cancellationToken, [.. Bounds(owner.PersistenceId, criteria), owner.Epoch]);
    }

    private Task<long> RunAsync(OwnerEpoch owner, string sql, CancellationToken cancellationToken, params object[] parameters) =>
        connections.RunAsync(async (connection, token) =>
        {
            var newest = await connection.ScalarAsync(sql, token, parameters).ConfigureAwait(false);
            return newest == owner.Epoch ? newest : throw new StaleOwnerException(owner, newest);
        }, owner.PersistenceId, cancellationToken);

    private static object[] Bounds(string persistenceId, SnapshotCriteria criteria) =>
        [persistenceId, criteria.MinimumSequenceNr, criteria.MaximumSequenceNr, new DateTime(criteria.MinimumTimestamp.UtcTicks), new DateTime(criteria.MaximumTimestamp.UtcTicks)];
}
