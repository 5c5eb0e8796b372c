using Npgsql;
using NpgsqlTypes;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// A whole group in one statement, which is a transaction: it locks the owners' rows in the order of their ids (no two groups can wait for
/// each other in a ring), inserts the events of those whose epoch is the newest and whose numbers follow, and answers what it found. A
/// writer that stops anywhere leaves no transaction open behind it.
/// </summary>
internal sealed class AppendCommand : IAsyncDisposable
{
    private const string Text =
        """
        WITH asked AS (
            SELECT * FROM unnest($1, $2, $3, $4, $13) WITH ORDINALITY AS a(persistence_id, epoch, first, writer_uuid, known, ix)),
        locked AS MATERIALIZED (
            SELECT o.persistence_id, o.epoch FROM owner o WHERE o.persistence_id = ANY($1) ORDER BY o.persistence_id FOR UPDATE),
        state AS MATERIALIZED (
            SELECT a.ix, a.persistence_id, a.epoch, a.first, a.writer_uuid, l.epoch AS newest,
                CASE WHEN a.known THEN a.first - 1
                ELSE (SELECT coalesce(max(j.sequence_number), 0) FROM journal j WHERE j.persistence_id = a.persistence_id) END AS highest
            FROM asked a LEFT JOIN locked l ON l.persistence_id = a.persistence_id),
        inserted AS (
            INSERT INTO journal(persistence_id, sequence_number, created, tags, message, identifier, manifest, writer_uuid, epoch, checksum)
            SELECT s.persistence_id, e.sequence_number, e.created, e.tags, e.message, e.identifier, e.manifest, s.writer_uuid, s.epoch, e.checksum
            FROM unnest($5, $6, $7, $8, $9, $10, $11, $12) WITH ORDINALITY
                AS e(owner, sequence_number, created, tags, message, identifier, manifest, checksum, ix)
            JOIN state s ON s.ix = e.owner
            WHERE s.newest = s.epoch AND s.highest + 1 = s.first
            ORDER BY e.ix
            RETURNING ordering, persistence_id, sequence_number, tags)
        """;
    private const string WithTags =
        """
        , tagged AS (
            INSERT INTO tags(ordering_id, tag, persistence_id, sequence_nr)
            SELECT i.ordering, t.tag, i.persistence_id, i.sequence_number
            FROM inserted i CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH ';' FROM i.tags), ';')) AS t(tag)
            WHERE i.tags IS NOT NULL)
        """;
    private const string Answer = " SELECT ix::integer, coalesce(newest, 0), highest FROM state";

    private readonly NpgsqlCommand _plain;
    private readonly NpgsqlCommand _tagged;
    private readonly NpgsqlParameter<string[]> _ids = Array<string[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<long[]> _epochs = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<long[]> _firsts = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<string[]> _writers = Array<string[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<int[]> _owners = Array<int[]>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<long[]> _numbers = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<long[]> _created = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<string?[]> _tags = Array<string?[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>[]> _messages = Array<ReadOnlyMemory<byte>[]>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<int[]> _identifiers = Array<int[]>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<string[]> _manifests = Array<string[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<long[]> _checksums = Array<long[]>(NpgsqlDbType.Bigint);

    private readonly NpgsqlParameter<bool[]> _known = Array<bool[]>(NpgsqlDbType.Boolean);

    private AppendCommand(NpgsqlConnection connection)
    {
        _plain = new NpgsqlCommand(Text + Answer, connection);
        _tagged = new NpgsqlCommand(Text + WithTags + Answer, connection);
        foreach (var command in new[] { _plain, _tagged })
        {
            NpgsqlParameter[] all = [_ids, _epochs, _firsts, _writers, _owners, _numbers, _created, _tags, _messages, _identifiers, _manifests, _checksums, _known];
            foreach (var parameter in all) command.Parameters.Add(command == _plain ? parameter : parameter.Clone());
        }
    }

    internal static async Task<AppendCommand> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new AppendCommand(connection);
        await command._plain.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return command;
    }

    /// <summary>
    /// Writes the group. Answers the newest epoch and the highest number before it, for each owner in the group's order. Where the highest
    /// number is known, the database is not asked for it.
    /// </summary>
    internal async Task<(long Newest, long Highest)[]> ExecuteAsync(AppendGroup group, KnownHighest highest, CancellationToken cancellationToken)
    {
        var answers = new (long, long)[group.Owners.Count];
        var command = Fill(group, highest) ? _tagged : _plain;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            answers[reader.GetInt32(0) - 1] = (reader.GetInt64(1), reader.GetInt64(2));
        // The commit comes behind the last row: only its end, which this waits for, says that the group is durable.
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return answers;
    }

    public async ValueTask DisposeAsync()
    {
        await _plain.DisposeAsync().ConfigureAwait(false);
        await _tagged.DisposeAsync().ConfigureAwait(false);
    }

    private bool Fill(AppendGroup group, KnownHighest highest)
    {
        var owners = group.Owners;
        var count = group.All.Sum(a => a.Entries.Count);
        _ids.TypedValue = [.. owners.Select(o => o.Owner.PersistenceId)];
        _epochs.TypedValue = [.. owners.Select(o => o.Owner.Epoch)];
        _firsts.TypedValue = [.. owners.Select(o => o.Appends[0].First)];
        _known.TypedValue = [.. owners.Select(o => highest.IsKnown(o.Owner, o.Appends[0].First - 1))];
        _writers.TypedValue = [.. owners.Select(o => o.Owner.WriterUuid)];
        var owner = _owners.TypedValue = new int[count];
        var number = _numbers.TypedValue = new long[count];
        var created = _created.TypedValue = new long[count];
        var tags = _tags.TypedValue = new string?[count];
        var message = _messages.TypedValue = new ReadOnlyMemory<byte>[count];
        var identifier = _identifiers.TypedValue = new int[count];
        var manifest = _manifests.TypedValue = new string[count];
        var checksum = _checksums.TypedValue = new long[count];
        var i = 0;
        var tagged = false;
        for (var o = 0; o < owners.Count; o++)
        {
            foreach (var append in owners[o].Appends)
            {
                foreach (var entry in append.Entries)
                {
                    owner[i] = o + 1;
                    number[i] = entry.SequenceNr;
                    created[i] = entry.Timestamp.UtcTicks;
                    tags[i] = TagColumn.Write(entry.Tags);
                    tagged |= entry.Tags.Count > 0;
                    message[i] = entry.Payload;
                    identifier[i] = entry.SerializerId;
                    manifest[i] = entry.Manifest;
                    checksum[i] = EntryChecksum.Of(append.Owner, entry);
                    i++;
                }
            }
        }
        if (tagged)
            for (var p = 0; p < _plain.Parameters.Count; p++) _tagged.Parameters[p].Value = _plain.Parameters[p].Value;
        return tagged;
    }

    private static NpgsqlParameter<T> Array<T>(NpgsqlDbType element) => new() { NpgsqlDbType = NpgsqlDbType.Array | element };
}
