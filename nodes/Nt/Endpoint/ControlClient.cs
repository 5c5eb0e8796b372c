using System.Net.Sockets;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>A connection to the process that owns a session. One request at a time.</summary>
internal sealed class ControlClient : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly int _mostBytes;

    private ControlClient(NetworkStream stream, int mostBytes) => (_stream, _mostBytes) = (stream, mostBytes);

    /// <summary>Waits until the other process says that it listens to us: a connection alone may stand in the queue of one that is ending.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static async Task<ControlClient?> TryConnectAsync(string path, int mostBytes, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            if (await Frames.ReadAsync(stream, 0, cancellation).ConfigureAwait(false) is not null) return new ControlClient(stream, mostBytes);
            await stream.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            // Nobody can listen at a name that is too long for a socket.
            if (failure is SocketException or IOException or ArgumentException) return null;
            throw;
        }
    }

    /// <returns>Empty where the other process ended without a look at the request; null where it ended before it answered.</returns>
    public async Task<byte[]?> AskAsync(byte[] request, CancellationToken cancellation)
    {
        try
        {
            await Frames.WriteAsync(_stream, request, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // It has closed, and may have said before that it would.
        }
        try
        {
            return await Frames.ReadAsync(_stream, _mostBytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
