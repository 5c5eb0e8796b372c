using Npgsql;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>Single statements with positional parameters, each a transaction of its own.</summary>
internal static class PostgresScalar
{
    /// <summary>The number in the first column of the first row; 0 where there is none.</summary>
    internal static async Task<long> ScalarAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long number ? number : 0;
    }
}
