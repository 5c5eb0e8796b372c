using Npgsql;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Postgres;

/// <inheritdoc cref="IJournal"/>
internal sealed class PostgresJournal(PostgresWriters writers, PostgresConnections connections, IEntryPages pages) : IJournal
{
    // What the rows that are there say is a lower bound, should the owner's row have been lost.
    private const string Take =
        """
        INSERT INTO owner(persistence_id, epoch, owner, writer_uuid)
        VALUES($1, 1 + coalesce((SELECT epoch FROM journal WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1), 0), $2, $3)
        ON CONFLICT(persistence_id) DO UPDATE SET epoch = owner.epoch + 1, owner = excluded.owner, writer_uuid = excluded.writer_uuid
        RETURNING epoch
        """;
    private const string Delete =
        """
        WITH locked AS MATERIALIZED (SELECT epoch FROM owner WHERE persistence_id = $1 FOR UPDATE),
        last AS (SELECT max(j.sequence_number) AS nr FROM journal j, locked l WHERE l.epoch = $2 AND j.persistence_id = $1 AND j.sequence_number <= $3),
        untagged AS (
            DELETE FROM tags t USING (
                SELECT j.ordering, x.tag FROM journal j, last, LATERAL unnest(string_to_array(trim(BOTH ';' FROM j.tags), ';')) AS x(tag)
                WHERE j.persistence_id = $1 AND j.sequence_number <= last.nr AND j.tags IS NOT NULL) g
            WHERE t.tag = g.tag AND t.ordering_id = g.ordering),
        gone AS (DELETE FROM journal j USING last WHERE j.persistence_id = $1 AND j.sequence_number < last.nr),
        marked AS (
            UPDATE journal j SET deleted = TRUE, message = '', tags = NULL FROM last WHERE j.persistence_id = $1 AND j.sequence_number = last.nr)
        SELECT coalesce((SELECT epoch FROM locked), 0)
        """;

    public Task<OwnerEpoch> TakeOwnershipAsync(string persistenceId, string owner, CancellationToken cancellationToken)
    {
        WriteRules.CheckPersistenceId(persistenceId);
        ArgumentNullException.ThrowIfNull(owner);
        return connections.RunAsync(async (connection, token) =>
        {
            // Taken twice where an answer was lost: each time under a name of its own.
            var incarnation = Guid.NewGuid().ToString();
            var epoch = await connection.ScalarAsync(Take, token, persistenceId, owner, incarnation).ConfigureAwait(false);
            return new OwnerEpoch(persistenceId, epoch, owner, incarnation);
        }, persistenceId, cancellationToken);
    }

    public Task<long> ReadHighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken) =>
        connections.RunAsync((connection, token) => connection.ScalarAsync(
            "SELECT coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = $1", token, persistenceId), persistenceId, cancellationToken);

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
        return writers.Write(new PostgresAppend(owner, atomicWrite, cancellationToken));
    }

    public Task DeleteToAsync(OwnerEpoch owner, long toSequenceNr, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return connections.RunAsync(async (connection, token) =>
        {
            var newest = await connection.ScalarAsync(Delete, token, owner.PersistenceId, owner.Epoch, toSequenceNr).ConfigureAwait(false);
            return newest == owner.Epoch ? newest : throw new StaleOwnerException(owner, newest);
        }, owner.PersistenceId, cancellationToken);
    }
}
