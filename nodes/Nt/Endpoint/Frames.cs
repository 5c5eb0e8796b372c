using System.Buffers.Binary;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>Messages on a stream: four bytes of length, little-endian, then so many bytes. Bounded: a peer cannot make us hold more.</summary>
internal static class Frames
{
    public static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, message.Length);
        message.CopyTo(frame.AsMemory(4));
        await stream.WriteAsync(frame, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <returns>Null where the peer has ended in order.</returns>
    /// <exception cref="IOException">It ended within a message, or announces more than is allowed.</exception>
    public static async Task<byte[]?> ReadAsync(Stream stream, int most, CancellationToken cancellation)
    {
        var head = new byte[4];
        var got = await stream.ReadAtLeastAsync(head, 4, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (got == 0) return null;
        if (got < 4) throw new IOException("The other process ended within a message.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 0 || length > most) throw new IOException($"The other process announces a message of {length} bytes; at most {most} are taken.");
        var message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellation).ConfigureAwait(false);
        return message;
    }
}
