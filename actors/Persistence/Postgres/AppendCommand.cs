using Npgsql;
using NpgsqlTypes;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// A whole group in one statement, which is a transaction, where not every owner's highest number is known: it locks the owners' rows in the
/// order of their ids (no two groups can wait for each other in a ring), inserts the events of those whose epoch is the newest and whose
/// numbers follow, and answers what it found. A writer that stops anywhere leaves no transaction open behind it.
/// </summary>
internal sealed class AppendCommand : IAsyncDisposable
{
    private const string Text =
        """
        WITH asked AS (
            SELECT * FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS a(persistence_id, epoch, first, writer_uuid, ix)),
        locked AS MATERIALIZED (
            SELECT o.persistence_id, o.epoch FROM owner o WHERE o.persistence_id = ANY($1) ORDER BY o.persistence_id FOR UPDATE),
        state AS MATERIALIZED (
            SELECT a.ix, a.persistence_id, a.epoch, a.first, a.writer_uuid, l.epoch AS newest,
                (SELECT coalesce(max(j.sequence_number), 0) FROM journal j WHERE j.persistence_id = a.persistence_id) AS highest
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
    private readonly NpgsqlParameter<string[]> _ids = EventArrays.Of<string[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<long[]> _epochs = EventArrays.Of<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<long[]> _firsts = EventArrays.Of<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<string[]> _writers = EventArrays.Of<string[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<int[]> _owners = EventArrays.Of<int[]>(NpgsqlDbType.Integer);
    private readonly EventArrays _events = new();

    private AppendCommand(NpgsqlConnection connection)
    {
        _plain = new NpgsqlCommand(Text + Answer, connection);
        _tagged = new NpgsqlCommand(Text + WithTags + Answer, connection);
        foreach (var command in new[] { _plain, _tagged })
        {
            NpgsqlParameter[] all = [_ids, _epochs, _firsts, _writers, _owners, .. _events.Parameters];
            foreach (var parameter in all) command.Parameters.Add(command == _plain ? parameter : parameter.Clone());
        }
    }

    internal static async Task<AppendCommand> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new AppendCommand(connection);
        await command._plain.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return command;
    }

    /// <summary>Writes the group. Answers the newest epoch and the highest number before it, for each owner in the group's order.</summary>
    internal async Task<(long Newest, long Highest)[]> ExecuteAsync(AppendGroup group, CancellationToken cancellationToken)
    {
        var answers = new (long, long)[group.Owners.Count];
        var command = Fill(group) ? _tagged : _plain;
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

    private bool Fill(AppendGroup group)
    {
        var owners = group.Owners;
        _ids.TypedValue = [.. owners.Select(o => o.Owner.PersistenceId)];
        _epochs.TypedValue = [.. owners.Select(o => o.Owner.Epoch)];
        _firsts.TypedValue = [.. owners.Select(o => o.Appends[0].First)];
        _writers.TypedValue = [.. owners.Select(o => o.Owner.WriterUuid)];
        var owner = _owners.TypedValue = new int[group.Events];
        var tagged = _events.Fill(group, (i, o) => owner[i] = o + 1);
        if (tagged)
            for (var p = 0; p < _plain.Parameters.Count; p++) _tagged.Parameters[p].Value = _plain.Parameters[p].Value;
        return tagged;
    }
}
