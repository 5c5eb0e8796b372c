using System.Net.Sockets;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>
/// Listens on a Unix socket and answers each request in its order, many clients side by side. Only the user whose folder it is in can reach
/// it. A client that was accepted is greeted by an empty message; whoever is not, was not listened to. Disposing takes no more requests,
/// answers those that have come, says by an empty message to the other clients that what they ask now is not looked at, and removes the socket.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int MostClients = 64;
    /// <summary>For a client to take what it is told: one that does not read must not keep the owner from ending.</summary>
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);
    /// <summary>Where the machine has no more descriptors, accepting fails until one is free.</summary>
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);
    private readonly string _path;
    private readonly int _mostBytes;
    private readonly Func<byte[], Task<byte[]>> _answer;
    private readonly Socket _listener;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _clients = [];
    private readonly Task _accepting;

    private ControlServer(string path, int mostBytes, Func<byte[], Task<byte[]>> answer, Socket listener, TimeSpan patience)
    {
        (_path, _mostBytes, _answer, _listener, _patience) = (path, mostBytes, answer, listener, patience);
        _accepting = AcceptAsync();
    }

    /// <param name="path">What is left there of a process that was killed is removed: call this only under the owner's lock.</param>
    /// <exception cref="IOException">A file is there that is no socket.</exception>
    /// <param name="answer">Never throws: what goes wrong is an answer as well.</param>
    /// <param name="patience">How long a client may take to read what it is told.</param>
    public static ControlServer Start(string path, int mostBytes, Func<byte[], Task<byte[]>> answer, TimeSpan? patience = null)
    {
        // A socket is empty: what is not is somebody's file, named by mistake.
        if (File.Exists(path) && new FileInfo(path).Length > 0) throw new IOException("a file is there, which is no socket and is kept. Name another one.");
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(MostClients);
            return new ControlServer(path, mostBytes, answer, listener, patience ?? UsualPatience);
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
                // A client that went away before it was accepted; or there is no descriptor left, which trying at once would not change.
                await Task.Delay(AcceptPause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            await TellAsync(stream, []).ConfigureAwait(false);
            while (await NextAsync(stream).ConfigureAwait(false) is { } request) await TellAsync(stream, await _answer(request).ConfigureAwait(false)).ConfigureAwait(false);
            // It may be asking at this moment: so that it knows that nothing was done.
            if (_stop.IsCancellationRequested) await TellAsync(stream, []).ConfigureAwait(false);
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone, or does not read: what it asked for is in the journal or not, and its next question is to another.
        }
    }

    /// <returns>Null where the client has ended, or we are ending.</returns>
    private async Task<byte[]?> NextAsync(NetworkStream stream)
    {
        try
        {
            return await Frames.ReadAsync(stream, _mostBytes, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // What was done is told, even while we are ending.
    private async Task TellAsync(NetworkStream stream, byte[] message)
    {
        using var patience = new CancellationTokenSource(_patience);
        await Frames.WriteAsync(stream, message, patience.Token).ConfigureAwait(false);
    }
}
