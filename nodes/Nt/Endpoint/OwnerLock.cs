using System.Globalization;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>
/// Held by the process that owns a session, as long as it lives: the kernel lets go of it however the process ends. It decides who takes the
/// epoch; what protects the journal is the epoch itself.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream _file;

    private OwnerLock(FileStream file) => _file = file;

    /// <returns>Null where another process holds it.</returns>
    public static OwnerLock? TryTake(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new OwnerLock(file);
    }

    public void Dispose() => _file.Dispose();
}
