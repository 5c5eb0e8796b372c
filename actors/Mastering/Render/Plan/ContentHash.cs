using System.Security.Cryptography;
using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>SHA-256 of a file's bytes, lower-case hexadecimal.</summary>
/// <exception cref="MediaException">NotFound, Io.</exception>
public delegate string ContentHash(string path, CancellationToken cancellation);

/// <summary>Hashes files of the disk. Thread-safe.</summary>
public static class FileHash
{
    private const int BufferBytes = 1 << 20;

    /// <exception cref="MediaException">NotFound, Io.</exception>
    public static string Of(string path, CancellationToken cancellation)
    {
        try
        {
            // A pipe or a device has no length, and may have no end.
            if (new FileInfo(path) is { Exists: true, Length: 0 }) throw new MediaException(MediaFault.TooLittle, $"{path}: the file is empty, or is none.");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }
            return Convert.ToHexStringLower(hash.GetCurrentHash());
        }
        // A name with a character that none can have comes from outside.
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MediaException(MediaFault.NotFound, $"{path}: there is no such file, or it may not be read.", e);
        }
        catch (IOException e) when (e is not MediaException)
        {
            throw new MediaException(MediaFault.Io, $"{path}: {e.Message}", e);
        }
    }
}
