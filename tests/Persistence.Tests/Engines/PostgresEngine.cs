using Npgsql;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Postgres;

namespace NTWorkstation.Persistence.Tests.Engines;

/// <summary>A database of its own in the tests' server.</summary>
public sealed class PostgresEngine : StoreEngine
{
    private readonly NpgsqlDataSource _source;

    private PostgresEngine(string connectionString)
    {
        ConnectionString = connectionString;
        _source = NpgsqlDataSource.Create(connectionString);
    }

    public string ConnectionString { get; }

    public static async Task<StoreEngine> CreateAsync(PostgresServer server) => new PostgresEngine(await server.CreateDatabaseAsync());

    public override async Task<IPersistenceStore> OpenAsync(TimeProvider? time = null) =>
        await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = ConnectionString, Time = time ?? TimeProvider.System });

    public override async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync() => await _source.DisposeAsync();
}
