using System.Text.Json;
using Npgsql;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Postgres;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>PostgreSQL through Npgsql: one prepared insert of 100 rows from arrays, which is one transaction.</summary>
internal sealed class PostgresPeer(string connectionString) : IPeer
{
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _insert;

    public string Name => "PostgreSQL";

    public async Task<IPersistenceStore> OpenStoreAsync() => await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = connectionString });

    public async Task ConnectAsync()
    {
        _connection = new NpgsqlConnection(connectionString);
        await _connection.OpenAsync();
        _insert = new NpgsqlCommand(
            """
            INSERT INTO journal(persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid, epoch, checksum)
            SELECT e.id, $2, e.created, e.message, 1, $5, $6, 1, 1985229328 FROM unnest($1, $3, $4) AS e(id, created, message)
            """, _connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]>(),
                new NpgsqlParameter<long>(),
                new NpgsqlParameter<long[]>(),
                new NpgsqlParameter<byte[][]>(),
                new NpgsqlParameter<string> { TypedValue = Turned.Manifest },
                new NpgsqlParameter<string> { TypedValue = Comparison.Writer },
            },
        };
    }

    public async Task InsertAsync(string[] ids, long sequenceNr, byte[] payload)
    {
        var first = _insert!.Parameters[0].Value is null;
        _insert.Parameters[0].Value = ids;
        _insert.Parameters[1].Value = sequenceNr;
        _insert.Parameters[2].Value = Enumerable.Repeat(DateTime.UtcNow.Ticks, ids.Length).ToArray();
        _insert.Parameters[3].Value = Enumerable.Repeat(payload, ids.Length).ToArray();
        if (first) await _insert.PrepareAsync();
        await _insert.ExecuteNonQueryAsync();
    }

    public async Task<Knob.Folded> FoldAsync(string persistenceId)
    {
        await using var command = new NpgsqlCommand(
            "SELECT ordering, sequence_number, created, message, identifier, manifest, writer_uuid, epoch, checksum FROM journal WHERE persistence_id = $1 ORDER BY sequence_number",
            _connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = persistenceId } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var (count, sum) = (0L, 0.0);
        while (await reader.ReadAsync())
        {
            _ = reader.GetInt64(0) + reader.GetInt64(1) + reader.GetInt64(2) + reader.GetInt32(4) + reader.GetString(5).Length + reader.GetString(6).Length + reader.GetInt64(7) + reader.GetInt64(8);
            sum += JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(3), TurnedJson.Default.Turned)!.New;
            count++;
        }
        return new Knob.Folded(count, sum);
    }

    public async ValueTask DisposeAsync()
    {
        if (_insert is not null) await _insert.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
    }
}
