using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Endpoint;

/// <summary>The socket through which other processes control a transport. Only its user can reach it.</summary>
internal sealed class TransportEndpoint : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), News = TimeSpan.FromSeconds(1);
    private readonly OwnerLock _lock;
    private readonly ControlServer _server;

    private TransportEndpoint(OwnerLock owned, ControlServer server) => (_lock, _server) = (owned, server);

    /// <summary>Where a transport listens when nothing else is said.</summary>
    public static string DefaultSocket(Func<string, string?> environment)
    {
        var runtime = environment("XDG_RUNTIME_DIR");
        var folder = !string.IsNullOrEmpty(runtime) && Path.IsPathRooted(runtime) && Directory.Exists(runtime)
            ? Path.Combine(runtime, "ntworkstation")
            : Path.Combine(Path.GetTempPath(), $"ntworkstation-{Environment.UserName}");
        return Path.Combine(folder, "transport.sock");
    }

    /// <returns>Null where another transport listens there.</returns>
    /// <exception cref="OutputException">There is no place for a socket.</exception>
    public static TransportEndpoint? Start(string socket, IActorRef transport, TransportEvents events)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(socket))!;
        DataFolder.MakePrivate(folder, "Set XDG_RUNTIME_DIR to a folder that you may write in, or name a socket in one with --node.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            throw new OutputException($"{folder} can be written by other users, who could listen there in this place.\nTake that right from them with chmod 700, or set XDG_RUNTIME_DIR to a folder of your own, or name a socket in one with --node.");
        OwnerLock? owned = null;
        try
        {
            owned = OwnerLock.TryTake(socket + ".lock");
            return owned is null ? null : new(owned, ControlServer.Start(socket, TransportJson.MostBytes, request => AnswerAsync(request, transport, events)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException or ArgumentException)
        {
            owned?.Dispose();
            throw new OutputException($"{socket} cannot be listened at: {(failure is ArgumentException ? "the name is too long for a socket. Choose a shorter one, of at most 100 bytes." : failure.Message)}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }

    private static async Task<byte[]> AnswerAsync(byte[] request, IActorRef transport, TransportEvents events)
    {
        try
        {
            var command = TransportJson.ReadCommand(request);
            return TransportJson.Write(command is GetEvents get
                ? await events.AfterAsync(get.After, News).ConfigureAwait(false)
                : await transport.Ask<TransportReply>(command, Patience, CancellationToken.None).ConfigureAwait(false));
        }
        catch (ContractException problem)
        {
            return TransportJson.Write(new Refused(problem.Message));
        }
#pragma warning disable CA1031 // Whatever it is, the client waits for an answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return TransportJson.Write(new Refused($"The transport does not answer: {failure.Message}"));
        }
    }
}
