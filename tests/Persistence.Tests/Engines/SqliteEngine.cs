using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite;

namespace NTWorkstation.Persistence.Tests.Engines;

/// <summary>A SQLite file in a folder of its own.</summary>
public sealed class SqliteEngine : StoreEngine
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-journal-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "journal.db");

    public override async Task<IPersistenceStore> OpenAsync(TimeProvider? time = null) =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Path, Time = time ?? TimeProvider.System });

    public override Task ExecuteAsync(string sql)
    {
        using var database = new SqliteDatabase(Path, TimeSpan.FromSeconds(5));
        database.Execute(sql);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
