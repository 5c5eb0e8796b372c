using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>
/// The tables. Names and columns of journal, tags and snapshot are those of Akka.Persistence.Sql; epoch and checksum are ours and have
/// defaults, so that its writers could go on. Migrations go forward only: append to the list, never change what is in it.
/// </summary>
internal static class SqliteSchema
{
    // Ordering needs no AUTOINCREMENT: the row with the highest one is never removed (a deletion keeps each id's last row as a marker),
    // and a rowid is the highest plus one.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE journal(
            ordering INTEGER NOT NULL PRIMARY KEY,
            deleted INTEGER NOT NULL DEFAULT 0,
            persistence_id VARCHAR(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            created INTEGER NOT NULL,
            tags VARCHAR(100),
            message BLOB NOT NULL,
            identifier INTEGER,
            manifest VARCHAR(255),
            writer_uuid VARCHAR(128),
            epoch INTEGER NOT NULL DEFAULT 0,
            checksum INTEGER);
        CREATE UNIQUE INDEX journal_uq ON journal(persistence_id, sequence_number);
        CREATE TABLE tags(
            ordering_id INTEGER NOT NULL,
            tag VARCHAR(64) NOT NULL,
            persistence_id VARCHAR(255) NOT NULL,
            sequence_nr INTEGER NOT NULL,
            PRIMARY KEY(tag, ordering_id)) WITHOUT ROWID;
        CREATE TABLE snapshot(
            persistence_id VARCHAR(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            created INTEGER NOT NULL,
            snapshot BLOB NOT NULL,
            manifest VARCHAR(255),
            serializer_id INTEGER,
            epoch INTEGER NOT NULL DEFAULT 0,
            checksum INTEGER,
            PRIMARY KEY(persistence_id, sequence_number));
        CREATE TABLE owner(
            persistence_id VARCHAR(255) NOT NULL PRIMARY KEY,
            epoch INTEGER NOT NULL,
            owner TEXT NOT NULL,
            writer_uuid VARCHAR(128) NOT NULL) WITHOUT ROWID;
        CREATE TABLE projection(
            name TEXT NOT NULL PRIMARY KEY,
            ordering INTEGER NOT NULL) WITHOUT ROWID;
        """,
    ];

    /// <summary>The version this program writes.</summary>
    internal static int Version => Migrations.Length;

    /// <summary>Brings an empty or older database to <see cref="Version"/>, in one transaction.</summary>
    internal static void Apply(SqliteDatabase database)
    {
        if (Present(database) == Version) return;
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have been faster.
            for (var version = Present(database); version < Version; version++)
            {
                if (version == 0) database.Execute("CREATE TABLE journal_schema(version INTEGER NOT NULL PRIMARY KEY)");
                database.Execute(Migrations[version]);
                database.Execute($"INSERT INTO journal_schema(version) VALUES({version + 1})");
            }
            database.Execute("COMMIT");
        }
        catch
        {
            if (database.InTransaction) database.Execute("ROLLBACK");
            throw;
        }
    }

    private static long Present(SqliteDatabase database)
    {
        if (database.Scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'journal_schema'") == 0)
        {
            if (database.Scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('journal', 'tags', 'snapshot', 'owner')") == 0) return 0;
            throw new JournalSchemaException(
                $"'{database.Path}' holds tables named as the journal's, and no journal_schema that says their version: it is another program's. Name another file.");
        }
        var version = database.Scalar("SELECT max(version) FROM journal_schema");
        return version <= Version ? version : throw new JournalSchemaException(
            $"The journal '{database.Path}' has version {version}, this program knows {Version}. Use the newer program; nothing was changed.");
    }
}
