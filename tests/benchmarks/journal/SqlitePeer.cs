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
            "INSERT INTO journal(persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid) VALUES($i, $s, $c, $m, $t, $f, $w)";
        foreach (var name in new[] { "$i", "$s", "$c", "$m", "$t", "$f", "$w" }) _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        _insert.Parameters[4].Value = 1L;
        _insert.Parameters[5].Value = Comparison.Manifest;
        _insert.Parameters[6].Value = Comparison.Writer;
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

    public Task<long> ReadAsync(string persistenceId)
    {
        using var command = _connection!.CreateCommand();
        command.CommandText =
            "SELECT ordering, sequence_number, created, message, identifier, manifest, writer_uuid FROM journal WHERE persistence_id = $i ORDER BY sequence_number";
        command.Parameters.AddWithValue("$i", persistenceId);
        using var reader = command.ExecuteReader();
        long bytes = 0;
        while (reader.Read())
        {
            _ = reader.GetInt64(0) + reader.GetInt64(1) + reader.GetInt64(2) + reader.GetInt64(4);
            bytes += reader.GetFieldValue<byte[]>(3).Length + (reader.GetString(5).Length & 0) + (reader.GetString(6).Length & 0);
        }
        return Task.FromResult(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        if (_insert is not null) await _insert.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
    }
}
