using System.Security.Cryptography;
using System.Text;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite;

namespace NTWorkstation.Nt.Sessions;

/// <summary>Where sessions are kept: $XDG_DATA_HOME/ntworkstation, or ~/.local/share/ntworkstation.</summary>
internal sealed class DataFolder
{
    // The kernel takes 107, in bytes.
    private const int LongestSocketPath = 100;
    private const int LongestPlainName = 100;
    private readonly string _runtime;

    private DataFolder(string path, string runtime) => (Path, _runtime) = (path, runtime);

    public string Path { get; }

    public string JournalFile => System.IO.Path.Combine(Path, "journal.db");

    /// <exception cref="MissingException">There is no home directory.</exception>
    public static DataFolder Of(Func<string, string?> environment)
    {
        var path = Absolute(environment("XDG_DATA_HOME")) is { } data ? System.IO.Path.Combine(data, "ntworkstation")
            : Absolute(environment("HOME")) is { } home ? System.IO.Path.Combine(home, ".local", "share", "ntworkstation")
            : throw new MissingException("There is no folder for sessions: neither XDG_DATA_HOME nor HOME names one. Set one of them.");
        var runtime = Absolute(environment("XDG_RUNTIME_DIR")) is { } run && Directory.Exists(run)
            ? System.IO.Path.Combine(run, "ntworkstation")
            : System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"ntworkstation-{Environment.UserName}");
        return new DataFolder(path, runtime);
    }

    /// <summary>Media that came out of archives, named by their content hash.</summary>
    public string MediaFolder => System.IO.Path.Combine(Path, "media");

    /// <summary>True where something was ever kept.</summary>
    public bool HasJournal => File.Exists(JournalFile);

    /// <summary>Opens the journal, which is made where it is not there.</summary>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    public async Task<SqliteStore> OpenAsync(CancellationToken cancellation)
    {
        MakePrivate(Path);
        try
        {
            return await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = JournalFile }, cancellation);
        }
        catch (JournalUnavailableException failure)
        {
            RequireWritable(failure);
            throw;
        }
    }

    /// <summary>Takes the lock that the process which owns a session holds as long as it lives.</summary>
    /// <returns>Null where another process holds it.</returns>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    public OwnerLock? TryLock(string persistenceId)
    {
        MakePrivate(OwnersFolder);
        try
        {
            return OwnerLock.TryTake(System.IO.Path.Combine(OwnersFolder, FileNameOf(persistenceId) + ".lock"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ReadOnly(failure);
        }
    }

    /// <summary>
    /// Where the process that owns a session listens: beside its lock, so that all processes find it whatever their environment says; where
    /// that name is longer than the kernel allows for sockets, in the runtime folder under a short name that is of this data folder alone.
    /// </summary>
    /// <exception cref="OutputException">There is no place for sockets that is the user's alone.</exception>
    public string SocketOf(string persistenceId)
    {
        var beside = System.IO.Path.Combine(OwnersFolder, FileNameOf(persistenceId) + ".sock");
        if (IsShort(beside))
        {
            MakePrivate(OwnersFolder);
            return beside;
        }
        MakePrivate(_runtime, "Set XDG_RUNTIME_DIR to a folder that you may write in.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_runtime) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            throw new OutputException($"{_runtime} can be written by other users, who could listen there in a session's place.\nTake that right from them with chmod 700, or set XDG_RUNTIME_DIR to a folder of your own.");
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{System.IO.Path.GetFullPath(Path)}\n{persistenceId}")))[..24] + ".sock";
        var path = System.IO.Path.Combine(_runtime, name);
        return IsShort(path) ? path
            : throw new OutputException($"{_runtime} is too long a name for sockets. Set XDG_RUNTIME_DIR to a shorter one.");
    }

    private string OwnersFolder => System.IO.Path.Combine(Path, "owners");

    // Ids come out of files that anyone may have made: what could lead elsewhere, or is no file's name, is known by its hash.
    private static string FileNameOf(string persistenceId) =>
        persistenceId.Length <= LongestPlainName && persistenceId.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? persistenceId : "." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(persistenceId)));

    private static bool IsShort(string path) => Encoding.UTF8.GetByteCount(path) <= LongestSocketPath;

    // A database is read through files beside it, so that even reading needs a folder that can be written.
    private void RequireWritable(Exception failure)
    {
        try
        {
            WholeFile.RequireWritable(JournalFile);
        }
        catch (OutputException)
        {
            throw ReadOnly(failure);
        }
    }

    private OutputException ReadOnly(Exception failure) =>
        new($"The folder of the sessions, {Path}, cannot be written: {failure.Message}\nMake it writable, or set XDG_DATA_HOME to another.", failure);

    private static string? Absolute(string? path) => string.IsNullOrEmpty(path) || !System.IO.Path.IsPathRooted(path) ? null : path;

    /// <summary>A folder for its owner alone.</summary>
    /// <param name="advice">What to do where it cannot be made.</param>
    /// <exception cref="OutputException">It cannot be made.</exception>
    public static void MakePrivate(string folder, string advice = "Set XDG_DATA_HOME to a folder that you may write in.")
    {
        try
        {
            if (Directory.Exists(folder)) return;
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{folder} cannot be made: {failure.Message.TrimEnd('.')}.\n{advice}", failure);
        }
    }
}
