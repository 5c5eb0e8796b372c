using Npgsql;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// The tables. Names and columns of journal, tags and snapshot are those of Akka.Persistence.Sql; epoch and checksum are ours and have
/// defaults, so that its writers could go on. Migrations go forward only: append to the list, never change what is in it.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>The upper 16 bits of the advisory locks by which open transactions tell the ordering they began above.</summary>
    internal const int OrderingLocks = 0x4E54;

    private const long MigrationLock = 0x4E54_FFFF_FFFF_FFFF;

    // An ordering is given when a row is inserted, and the row seen when its transaction commits. Before the first of its orderings is
    // given, each inserting statement takes a shared lock that names the last one given so far; queries stay below the lowest such lock.
    // A trigger, so that it holds for every writer.
    //
    // journal_append is the way of a group whose highest numbers the writer knows. Instead of the rows of all its owners it locks one empty
    // table, which whoever changes an owner locks against it: what it then reads of epochs holds until it commits. It is one statement, so
    // that a client that stops in the middle of sending it keeps no lock. (The owner table itself is not locked: that would hold vacuum up.)
    private static readonly string[] Migrations =
    [
        $$"""
        CREATE TABLE journal(
            ordering BIGSERIAL NOT NULL PRIMARY KEY,
            deleted BOOLEAN NOT NULL DEFAULT FALSE,
            persistence_id VARCHAR(255) COLLATE "C" NOT NULL,
            sequence_number BIGINT NOT NULL,
            created BIGINT NOT NULL,
            tags VARCHAR,
            message BYTEA NOT NULL,
            identifier INTEGER,
            manifest VARCHAR(255),
            writer_uuid VARCHAR(128),
            epoch BIGINT NOT NULL DEFAULT 0,
            checksum BIGINT,
            CONSTRAINT journal_uq UNIQUE(persistence_id, sequence_number));
        CREATE TABLE tags(
            ordering_id BIGINT NOT NULL,
            tag VARCHAR(64) COLLATE "C" NOT NULL,
            persistence_id VARCHAR(255) COLLATE "C" NOT NULL,
            sequence_nr BIGINT NOT NULL,
            PRIMARY KEY(tag, ordering_id));
        CREATE TABLE snapshot(
            persistence_id VARCHAR(255) COLLATE "C" NOT NULL,
            sequence_number BIGINT NOT NULL,
            created TIMESTAMP NOT NULL,
            snapshot BYTEA NOT NULL,
            manifest VARCHAR(255),
            serializer_id INTEGER,
            epoch BIGINT NOT NULL DEFAULT 0,
            checksum BIGINT,
            PRIMARY KEY(persistence_id, sequence_number));
        CREATE TABLE owner(
            persistence_id VARCHAR(255) COLLATE "C" NOT NULL PRIMARY KEY,
            epoch BIGINT NOT NULL,
            owner TEXT NOT NULL,
            writer_uuid VARCHAR(128) NOT NULL) WITH (fillfactor = 70);
        CREATE TABLE projection(
            name VARCHAR COLLATE "C" NOT NULL PRIMARY KEY,
            ordering BIGINT NOT NULL) WITH (fillfactor = 70);
        CREATE FUNCTION journal_mark_ordering() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock_shared({{OrderingLocks}}::bigint << 48 | CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END)
                FROM journal_ordering_seq s;
            RETURN NULL;
        END $$;
        CREATE TRIGGER journal_mark_ordering BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_ordering();
        """,
        """
        CREATE TABLE owner_fence();
        CREATE FUNCTION owner_fence() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            LOCK TABLE owner_fence IN ROW EXCLUSIVE MODE;
            RETURN NULL;
        END $$;
        CREATE TRIGGER owner_fence BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON owner FOR EACH STATEMENT EXECUTE FUNCTION owner_fence();
        CREATE FUNCTION journal_append(tagged BOOLEAN, persistence_ids TEXT[], epochs BIGINT[], sequence_numbers BIGINT[], created BIGINT[], tags TEXT[],
            messages BYTEA[], identifiers INTEGER[], manifests TEXT[], checksums BIGINT[]) RETURNS BIGINT LANGUAGE plpgsql AS $$
        DECLARE
            written BIGINT;
        BEGIN
            IF current_setting('transaction_isolation') <> 'read committed' THEN
                RAISE EXCEPTION 'journal_append must see what was committed before it got its lock: use READ COMMITTED';
            END IF;
            LOCK TABLE owner_fence IN SHARE MODE;
            IF NOT tagged THEN
                INSERT INTO journal(persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid, epoch, checksum)
                SELECT o.persistence_id, e.nr, e.created, e.message, e.identifier, e.manifest, o.writer_uuid, o.epoch, e.checksum
                FROM unnest(persistence_ids, epochs, sequence_numbers, journal_append.created, messages, identifiers, manifests, checksums)
                    WITH ORDINALITY AS e(id, epoch, nr, created, message, identifier, manifest, checksum, ix)
                JOIN owner o ON o.persistence_id = e.id AND o.epoch = e.epoch
                ORDER BY e.ix;
                GET DIAGNOSTICS written = ROW_COUNT;
            ELSE
                WITH inserted AS (
                    INSERT INTO journal(persistence_id, sequence_number, created, tags, message, identifier, manifest, writer_uuid, epoch, checksum)
                    SELECT o.persistence_id, e.nr, e.created, e.tags, e.message, e.identifier, e.manifest, o.writer_uuid, o.epoch, e.checksum
                    FROM unnest(persistence_ids, epochs, sequence_numbers, journal_append.created, journal_append.tags, messages, identifiers, manifests, checksums)
                        WITH ORDINALITY AS e(id, epoch, nr, created, tags, message, identifier, manifest, checksum, ix)
                    JOIN owner o ON o.persistence_id = e.id AND o.epoch = e.epoch
                    ORDER BY e.ix
                    RETURNING journal.ordering, journal.persistence_id, journal.sequence_number, journal.tags),
                named AS (
                    INSERT INTO tags(ordering_id, tag, persistence_id, sequence_nr)
                    SELECT i.ordering, t.tag, i.persistence_id, i.sequence_number
                    FROM inserted i CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH ';' FROM i.tags), ';')) AS t(tag)
                    WHERE i.tags IS NOT NULL)
                SELECT count(*) INTO written FROM inserted;
            END IF;
            RETURN written;
        END $$;
        """,
    ];

    /// <summary>The version this program writes.</summary>
    internal static int Version => Migrations.Length;

    /// <summary>Brings an empty or older database to <see cref="Version"/>, in one transaction that others wait for.</summary>
    internal static async Task ApplyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await PresentAsync(connection, cancellationToken).ConfigureAwait(false) == Version) return;
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken).ConfigureAwait(false);
        for (var version = await PresentAsync(connection, cancellationToken).ConfigureAwait(false); version < Version; version++)
        {
            if (version == 0) await RunAsync(connection, "CREATE TABLE journal_schema(version INTEGER NOT NULL PRIMARY KEY)", cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Migrations[version], cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, $"INSERT INTO journal_schema(version) VALUES({version + 1})", cancellationToken).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> PresentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var where = $"{connection.Host}:{connection.Port}/{connection.Database}";
        if (!await TrueAsync("SELECT to_regclass('journal_schema') IS NOT NULL").ConfigureAwait(false))
        {
            if (await TrueAsync("SELECT to_regclass('journal') IS NULL AND to_regclass('tags') IS NULL AND to_regclass('snapshot') IS NULL AND to_regclass('owner') IS NULL").ConfigureAwait(false)) return 0;
            throw new JournalSchemaException(
                $"{where} holds tables named as the journal's, and no journal_schema that says their version: they are another program's. Name another database.");
        }
        var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM journal_schema", connection);
        await using var _ = command.ConfigureAwait(false);
        var version = (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        return version <= Version ? version : throw new JournalSchemaException(
            $"The journal in {where} has version {version}, this program knows {Version}. Use the newer program; nothing was changed.");

        async Task<bool> TrueAsync(string sql)
        {
            var question = new NpgsqlCommand(sql, connection);
            await using var __ = question.ConfigureAwait(false);
            return (bool)(await question.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
