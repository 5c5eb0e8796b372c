using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite.Interop;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>What SQLite answered, before it is told in the journal's terms.</summary>
internal sealed class SqliteFailure(int code, int systemError, string message, string path)
    : Exception($"SQLite answers {code} ({message}) for {path}.")
{
    private const int NoSpaceLeft = 28;
    private const int FileTooLarge = 27;
    private const int QuotaExceeded = 122;

    /// <summary>The primary result code.</summary>
    internal int Code { get; } = code & 0xff;

    internal bool IsFull { get; } =
        (code & 0xff) == Sqlite3.Full || ((code & 0xff) == Sqlite3.IoError && systemError is NoSpaceLeft or FileTooLarge or QuotaExceeded);

    /// <summary>The typed error for whoever called; <paramref name="persistenceId"/> and number say which write it was.</summary>
    internal JournalException ToJournalException(string persistenceId = "", long sequenceNr = 0)
    {
        if (IsFull) return new JournalFullException($"'{path}'", this);
        return Code switch
        {
            Sqlite3.Constraint or Sqlite3.TooBig => new JournalRejectedException(persistenceId, sequenceNr, message, this),
            Sqlite3.Corrupt or Sqlite3.NotADatabase => new JournalCorruptException(persistenceId, sequenceNr,
                $"the file '{path}' is damaged or no database ({message}). Restore it from a backup.", this),
            Sqlite3.Busy or Sqlite3.Locked => new JournalUnavailableException($"The journal '{path}' is locked by another process. Try again.", this),
            _ => new JournalUnavailableException($"The journal '{path}' cannot be read or written: {message} ({code}, system error {systemError}).", this),
        };
    }
}
