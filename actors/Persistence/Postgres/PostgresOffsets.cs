using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Postgres;

/// <inheritdoc cref="IProjectionOffsets"/>
internal sealed class PostgresOffsets(PostgresConnections connections) : IProjectionOffsets
{
    private const string Save =
        """
        INSERT INTO projection(name, ordering) VALUES($1, $2)
        ON CONFLICT(name) DO UPDATE SET ordering = excluded.ordering WHERE excluded.ordering > projection.ordering
        """;

    public Task<long> ReadAsync(string projection, CancellationToken cancellationToken) =>
        RunAsync("SELECT ordering FROM projection WHERE name = $1", cancellationToken, projection);

    public Task SaveAsync(string projection, long ordering, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(projection);
        return RunAsync(Save, cancellationToken, projection, ordering);
    }

    public Task ResetAsync(string projection, CancellationToken cancellationToken) =>
        RunAsync("DELETE FROM projection WHERE name = $1", cancellationToken, projection);

    private Task<long> RunAsync(string sql, CancellationToken cancellationToken, params object[] parameters) =>
        connections.RunAsync((connection, token) => connection.ScalarAsync(sql, token, parameters), "", cancellationToken);
}
