using System.Net.Sockets;
using Npgsql;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>What PostgreSQL and the way to it answer, in the journal's terms.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether the same call may go through once the server, or the way to it, is back.</summary>
    internal static bool IsLost(Exception failure) => failure switch
    {
        PostgresException postgres => postgres.SqlState[..2] is "08" or "40" or "57" || postgres.SqlState is "53300" or "55P03" || !IsCertain(postgres),
        NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>Whether the server said that the statement failed, as opposed to breaking off while it may have been committed.</summary>
    internal static bool IsCertain(Exception failure) =>
        failure is PostgresException { InvariantSeverity: "ERROR", SqlState: not "40003" };

    /// <summary>Whether it lies in what was to be stored.</summary>
    internal static bool IsRefusal(Exception failure) =>
        failure is PostgresException postgres && IsCertain(postgres) && postgres.SqlState[..2] is "22" or "23" or "54";

    internal static JournalException ToJournalException(Exception failure, string where, string persistenceId = "", long sequenceNr = 0, bool outcomeUnknown = false) =>
        failure switch
        {
            JournalException journal => journal,
            PostgresException { SqlState: "53100" } => new JournalFullException(where, failure),
            PostgresException { SqlState: "XX001" or "XX002" } damaged =>
                new JournalCorruptException(persistenceId, sequenceNr, $"the database is damaged ({damaged.MessageText}). Restore it from a backup.", failure),
            PostgresException refused when IsRefusal(refused) => new JournalRejectedException(persistenceId, sequenceNr, refused.MessageText, failure),
            _ => new JournalUnavailableException(
                $"The journal {where} does not answer ({failure.Message}).{(outcomeUnknown ? " Whether the write was committed is not known: recover before writing again." : "")}",
                failure, outcomeUnknown),
        };
}
