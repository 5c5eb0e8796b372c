using System.Globalization;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>
/// Held by the process that owns a session, as long as it lives: the kernel lets go of it however the process ends. It decides who takes the
/// epoch; what protects the journal is the epoch itself.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    // How the framework says that another process has it: on Windows, and elsewhere (EWOULDBLOCK).
    private const int SharingViolation = unchecked((int)0x80070020), WouldBlock = 11;
    private readonly FileStream _file;

    private OwnerLock(FileStream file) => _file = file;

    /// <returns>Null where another process holds it.</returns>
    /// <exception cref="IOException">The file cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static OwnerLock? TryTake(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure.HResult is SharingViolation or WouldBlock)
        {
            return null;
        }
        try
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new OwnerLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
