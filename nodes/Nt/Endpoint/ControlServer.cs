using System.Net.Sockets;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>
/// Listens on a Unix socket and answers each request in its order, many clients side by side. Only the user whose folder it is in can reach
/// it. Disposing takes no more requests, answers those that have come, and removes the socket.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int MostClients = 64;
    private readonly string _path;
    private readonly int _mostBytes;
    private readonly Func<byte[], Task<byte[]>> _answer;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _clients = [];
    private readonly Task _accepting;

    private ControlServer(string path, int mostBytes, Func<byte[], Task<byte[]>> answer, Socket listener)
    {
        (_path, _mostBytes, _answer, _listener) = (path, mostBytes, answer, listener);
        _accepting = AcceptAsync();
    }

    /// <param name="path">What is left there of a process that was killed is removed: call this only under the owner's lock.</param>
    /// <param name="answer">Never throws: what goes wrong is an answer as well.</param>
    public static ControlServer Start(string path, int mostBytes, Func<byte[], Task<byte[]>> answer)
    {
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(MostClients);
            return new ControlServer(path, mostBytes, answer, listener);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        // First the name: who comes now finds nobody and asks for the lock.
        File.Delete(_path);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        Task[] clients;
        lock (_gate) clients = [.. _clients];
        await Task.WhenAll(clients).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that went away before it was accepted.
                continue;
            }
            var serving = ServeAsync(client);
            lock (_gate) _clients.Add(serving);
            _ = serving.ContinueWith(
                done =>
                {
                    lock (_gate) _clients.Remove(done);
                },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        try
        {
            while (await Frames.ReadAsync(stream, _mostBytes, _stop.Token).ConfigureAwait(false) is { } request)
            {
                var reply = await _answer(request).ConfigureAwait(false);
                // What was done is told, even while we are ending.
                await Frames.WriteAsync(stream, reply, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone, or we are going: what it asked for is in the journal or not, and its next question is to another.
        }
    }
}
