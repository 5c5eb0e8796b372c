using System.Globalization;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>
/// Held by the process that owns a session, as long as it lives: the kernel lets go of it however the process ends. It decides who takes the
/// epoch; what protects the journal is the epoch itself.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    // How the framework says that another process has it: on Windows, and elsewhere (EWOULDBLOCK).
    private const int MostDigits = 10; // of a process id
    private const int SharingViolation = unchecked((int)0x80070020), WouldBlock = 11;
    private readonly FileStream _file;

    private OwnerLock(FileStream file) => _file = file;

    /// <returns>Null where another process holds it.</returns>
    /// <exception cref="IOException">The file cannot be made or written, or is somebody's that was no lock: it stays as it is.</exception>
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
            if (!IsLock(file)) throw new IOException($"{path} is there and was not made by nt: it is kept as it is. Move it away, or choose another name.");
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

    // What locks hold: the digits of a process id, or nothing where a disk was full.
    private static bool IsLock(FileStream file)
    {
        if (file.Length > MostDigits) return false;
        var held = new byte[file.Length];
        file.ReadExactly(held);
        return Array.TrueForAll(held, b => char.IsAsciiDigit((char)b));
    }

    public void Dispose() => _file.Dispose();
}
