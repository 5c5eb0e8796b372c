using System.Security.Cryptography;

namespace NTWorkstation.Session.Archive;

/// <summary>Copies a stream and hashes what went by.</summary>
internal static class HashedCopy
{
    /// <param name="most">More bytes are not copied; the count then is one more than this.</param>
    public static (string Hash, long Bytes) Run(Stream from, Stream to, long most, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        long bytes = 0;
        for (var read = from.Read(buffer); read > 0; read = from.Read(buffer))
        {
            cancellation.ThrowIfCancellationRequested();
            if (bytes + read > most) return ("", most + 1);
            bytes += read;
            hash.AppendData(buffer, 0, read);
            to.Write(buffer, 0, read);
        }
        return (Convert.ToHexStringLower(hash.GetCurrentHash()), bytes);
    }
}
