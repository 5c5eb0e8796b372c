using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Sqlite;

namespace NTWorkstation.Nt.Commands.Journal;

/// <summary>The journal a command is about.</summary>
internal static class JournalFile
{
    public static FileOption Option() => new("--journal", "FILE", "Another journal than the user's own.");

    /// <exception cref="BadInputException">There is none.</exception>
    public static Task<SqliteStore> OpenAsync(CommandContext context, string? path, CancellationToken cancellation)
    {
        var file = PathOf(context, path);
        if (!File.Exists(file)) throw new BadInputException($"There is no journal {file}.\nIt is made by the first nt session new.");
        return SqliteStore.OpenAsync(new SqliteStoreOptions { Path = file }, cancellation);
    }

    public static string PathOf(CommandContext context, string? path) => path ?? DataFolder.Of(context.Environment).JournalFile;
}
