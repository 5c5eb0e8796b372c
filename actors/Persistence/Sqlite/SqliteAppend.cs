using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>One atomic write of events.</summary>
internal sealed class SqliteAppend(OwnerEpoch owner, IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken) : SqliteWork<bool>(cancellationToken)
{
    private const string Insert =
        """
        INSERT INTO journal(ordering, persistence_id, sequence_number, created, tags, message, identifier, manifest, writer_uuid, epoch, checksum)
        VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;
    private const string InsertTag =
        "INSERT INTO tags(ordering_id, tag, persistence_id, sequence_nr) VALUES(last_insert_rowid(), ?1, ?2, ?3)";

    internal override bool NeedsSavepoint => entries.Count > 1 || entries[0].Tags.Count > 0;

    internal override (string PersistenceId, long SequenceNr) Subject => (owner.PersistenceId, entries[0].SequenceNr);

    internal override void Apply(SqliteWriteSession session)
    {
        var state = session.Check(owner);
        if (entries[0].SequenceNr != state.Highest + 1) throw WriteRules.OutOfSequence(owner, entries[0].SequenceNr, state.Highest);
        var insert = session.Database.Prepare(Insert);
        insert.Bind(1, owner.PersistenceId);
        insert.Bind(8, owner.WriterUuid);
        insert.Bind(9, owner.Epoch);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            insert.Bind(2, entry.SequenceNr);
            insert.Bind(3, entry.Timestamp.UtcTicks);
            insert.Bind(4, TagColumn.Write(entry.Tags));
            insert.Bind(5, entry.Payload.Span);
            insert.Bind(6, entry.SerializerId);
            insert.Bind(7, entry.Manifest);
            insert.Bind(10, EntryChecksum.Of(owner, entry));
            insert.Run();
            for (var t = 0; t < entry.Tags.Count; t++) WriteTag(session.Database, entry.Tags[t], entry.SequenceNr);
        }
        state.Highest += entries.Count;
        Answer(true);
    }

    private void WriteTag(SqliteDatabase database, string tag, long sequenceNr)
    {
        var insert = database.Prepare(InsertTag);
        insert.Bind(1, tag);
        insert.Bind(2, owner.PersistenceId);
        insert.Bind(3, sequenceNr);
        insert.Run();
    }
}
