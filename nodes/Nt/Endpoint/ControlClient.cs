using System.Net.Sockets;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>A connection to the process that owns a session. One request at a time.</summary>
internal sealed class ControlClient : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly int _mostBytes;

    private ControlClient(NetworkStream stream, int mostBytes) => (_stream, _mostBytes) = (stream, mostBytes);

    /// <returns>Null where nobody listens.</returns>
    public static async Task<ControlClient?> TryConnectAsync(string path, int mostBytes, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            return new ControlClient(new NetworkStream(socket, ownsSocket: true), mostBytes);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is SocketException) return null;
            throw;
        }
    }

    /// <returns>Null where the other process ended before it answered.</returns>
    public async Task<byte[]?> AskAsync(byte[] request, CancellationToken cancellation)
    {
        try
        {
            await Frames.WriteAsync(_stream, request, cancellation).ConfigureAwait(false);
            return await Frames.ReadAsync(_stream, _mostBytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
