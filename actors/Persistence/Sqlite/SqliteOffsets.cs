using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Sqlite;

/// <inheritdoc cref="IProjectionOffsets"/>
internal sealed class SqliteOffsets(SqliteWriter writer, SqliteReaders readers) : IProjectionOffsets
{
    public Task<long> ReadAsync(string projection, CancellationToken cancellationToken) =>
        readers.ReadAsync(projection, static (database, name) =>
        {
            var row = database.Prepare("SELECT ordering FROM projection WHERE name = ?1");
            row.Bind(1, name);
            var ordering = row.Step() ? row.Integer(0) : 0;
            row.Reset();
            return ordering;
        }, "", cancellationToken);

    public Task SaveAsync(string projection, long ordering, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(projection);
        return writer.Write(new SqliteTransact<bool>("", 0, null, database =>
        {
            var save = database.Prepare(
                """
                INSERT INTO projection(name, ordering) VALUES(?1, ?2)
                ON CONFLICT(name) DO UPDATE SET ordering = excluded.ordering WHERE excluded.ordering > projection.ordering
                """);
            save.Bind(1, projection);
            save.Bind(2, ordering);
            save.Run();
            return true;
        }, cancellationToken));
    }

    public Task ResetAsync(string projection, CancellationToken cancellationToken) =>
        writer.Write(new SqliteTransact<bool>("", 0, null, database =>
        {
            var delete = database.Prepare("DELETE FROM projection WHERE name = ?1");
            delete.Bind(1, projection);
            delete.Run();
            return true;
        }, cancellationToken));
}
