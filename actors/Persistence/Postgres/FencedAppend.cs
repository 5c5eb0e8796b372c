using Npgsql;
using NpgsqlTypes;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// The short way of a group: every owner's highest number is known to this process, so that only the epochs are to be proven. The server's
/// journal_append does it under one lock for all of them.
/// </summary>
internal sealed class FencedAppend : IAsyncDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<string[]> _ids = EventArrays.Of<string[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<long[]> _epochs = EventArrays.Of<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<bool> _tagged = new();
    private readonly EventArrays _events = new();

    private FencedAppend(NpgsqlConnection connection)
    {
        _command = new NpgsqlCommand("SELECT journal_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", connection);
        foreach (var parameter in (NpgsqlParameter[])[_tagged, _ids, _epochs, .. _events.Parameters]) _command.Parameters.Add(parameter);
    }

    internal static async Task<FencedAppend> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Whatever the database's default is: the function reads the epochs after it has waited for its lock.
        var level = new NpgsqlCommand("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED", connection);
        await using (level.ConfigureAwait(false)) await level.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        var append = new FencedAppend(connection);
        await append._command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return append;
    }

    /// <summary>Writes the events of the owners whose epoch is the newest; false where there was one whose epoch is not.</summary>
    internal async Task<bool> ExecuteAsync(AppendGroup group, CancellationToken cancellationToken)
    {
        var ids = _ids.TypedValue = new string[group.Events];
        var epochs = _epochs.TypedValue = new long[group.Events];
        _tagged.TypedValue = _events.Fill(group, (i, o) => (ids[i], epochs[i]) = (group.Owners[o].Owner.PersistenceId, group.Owners[o].Owner.Epoch));
        return (long)(await _command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! == group.Events;
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
