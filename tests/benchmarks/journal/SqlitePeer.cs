using System.Text.Json;
using Microsoft.Data.Sqlite;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>SQLite through Microsoft.Data.Sqlite: WAL, synchronous FULL, one prepared insert, one transaction a batch.</summary>
internal sealed class SqlitePeer(string path) : IPeer
{
    private SqliteConnection? _connection;
    private SqliteCommand? _insert;

    public string Name => "SQLite";

    public async Task<IPersistenceStore> OpenStoreAsync() => await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path });

    public Task ConnectAsync()
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        using var pragma = _connection.CreateCommand();
        pragma.CommandText = "PRAGMA synchronous = FULL";
        pragma.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText =
            "INSERT INTO journal(persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid, epoch, checksum) VALUES($i, $s, $c, $m, $t, $f, $w, $e, $k)";
        foreach (var name in new[] { "$i", "$s", "$c", "$m", "$t", "$f", "$w", "$e", "$k" }) _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        _insert.Parameters[4].Value = 1L;
        _insert.Parameters[5].Value = Turned.Manifest;
        _insert.Parameters[6].Value = Comparison.Writer;
        _insert.Parameters[7].Value = 1L;
        _insert.Parameters[8].Value = 0x7654_3210L;
        return Task.CompletedTask;
    }

    public Task InsertAsync(string[] ids, long sequenceNr, byte[] payload)
    {
        using var transaction = _connection!.BeginTransaction();
        _insert!.Transaction = transaction;
        foreach (var id in ids)
        {
            _insert.Parameters[0].Value = id;
            _insert.Parameters[1].Value = sequenceNr;
            _insert.Parameters[2].Value = DateTime.UtcNow.Ticks;
            _insert.Parameters[3].Value = payload;
            _insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task<Knob.Folded> FoldAsync(string persistenceId)
    {
        using var command = _connection!.CreateCommand();
        command.CommandText =
            "SELECT ordering, sequence_number, created, message, identifier, manifest, writer_uuid, epoch, checksum FROM journal WHERE persistence_id = $i ORDER BY sequence_number";
        command.Parameters.AddWithValue("$i", persistenceId);
        using var reader = command.ExecuteReader();
        var (count, sum) = (0L, 0.0);
        while (reader.Read())
        {
            _ = reader.GetInt64(0) + reader.GetInt64(1) + reader.GetInt64(2) + reader.GetInt64(4) + reader.GetString(5).Length + reader.GetString(6).Length + reader.GetInt64(7) + reader.GetInt64(8);
            sum += JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(3), TurnedJson.Default.Turned)!.New;
            count++;
        }
        return Task.FromResult(new Knob.Folded(count, sum));
    }

    public async ValueTask DisposeAsync()
    {
        if (_insert is not null) await _insert.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
    }
}
