using System.Globalization;
using System.Security.Cryptography;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite;
using NTWorkstation.Session;
using NTWorkstation.Session.Journal;

namespace NTWorkstation.Nt.Sessions;

/// <summary>
/// A session owned by this process: its actor, and the socket through which other processes' commands reach it. Disposing answers what has
/// come, keeps a snapshot and lets go of the session.
/// </summary>
internal sealed class SessionOwner : IAsyncDisposable
{
    private readonly SqliteStore _store;
    private readonly OwnerLock? _lock;
    private readonly IActorRef _session;
    private ControlServer? _server;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _failure;
    private volatile bool _closing;

    private SessionOwner(SessionId session, SqliteStore store, OwnerLock? owned)
    {
        (_store, _lock) = (store, owned);
        System = ActorSystem.Create("session");
        var persistence = new PersistenceExtension(
            store, SessionSerializer.Registry(), SessionTagging.Adapters,
            new PersistenceOptions { Owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}") });
        _session = System.ActorOf(SessionActor.Props(session, persistence, NewId, OnFailure), "session");
    }

    public ActorSystem System { get; }

    /// <param name="owned">The session's lock, which is this one's from now on; null takes the session over from whoever has it.</param>
    public static async Task<SessionOwner> OpenAsync(DataFolder folder, SessionId session, OwnerLock? owned, CancellationToken cancellation)
    {
        SqliteStore store;
        try
        {
            store = await folder.OpenAsync(cancellation);
        }
        catch
        {
            owned?.Dispose();
            throw;
        }
        var owner = new SessionOwner(session, store, owned);
        try
        {
            // One that is taken over may still hold the socket.
            if (owned is not null)
                owner._server = ControlServer.Start(folder.SocketOf(SessionJournal.PersistenceIdOf(session)), SessionCommandJson.MostBytes, owner.AnswerAsync);
            return owner;
        }
        catch
        {
            await owner.DisposeAsync();
            throw;
        }
    }

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    public Task<SessionReply> BeginAsync(SessionEvent first, CancellationToken cancellation) => AskAsync(new BeginSession(first), cancellation);

    public Task<SessionReply> SendAsync(SessionCommand command, CancellationToken cancellation) => AskAsync(command, cancellation);

    /// <summary>Completes when the session is recovered.</summary>
    /// <exception cref="Shell.BadInputException">Its history cannot be read.</exception>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await _session.Ask<Session.State.SessionState>(GetSessionState.Instance, Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (AskFailedException) when (_failure is { } cause)
        {
            throw new Shell.BadInputException(cause.Message, cause);
        }
    }

    /// <summary>Completes, without a failure, when it is cancelled; with one where the session has ended by itself.</summary>
    /// <exception cref="Shell.OutputException">An event could not be kept, or somebody has taken the session over.</exception>
    public async Task EndedAsync(CancellationToken cancellation)
    {
        await Task.WhenAny(_ended.Task, Task.Delay(Timeout.Infinite, cancellation));
        if (_failure is { } cause) throw new Shell.OutputException(Said(cause), cause);
    }

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        if (_server is not null) await _server.DisposeAsync();
        try
        {
            if (_failure is null) await _session.Ask<SessionClosed>(CloseSession.Instance, Timeout.InfiniteTimeSpan);
        }
        catch (AskFailedException)
        {
            // It ended by itself: whoever asked something of it was told why.
        }
        await System.Terminate();
        await _store.DisposeAsync();
        _lock?.Dispose();
    }

    private void OnFailure(Exception cause)
    {
        _failure = cause;
        _ended.TrySetResult();
    }

    private static string Said(Exception cause) => cause is StaleOwnerException
        ? "Another process has taken the session over; nothing that was kept is lost.\nOpen it again there, or here with --take-over."
        : cause.Message;

    private async Task<SessionReply> AskAsync(object message, CancellationToken cancellation)
    {
        try
        {
            return await _session.Ask<SessionReply>(message, Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (AskFailedException) when (_failure is { } cause)
        {
            return new CommandFailed(cause.Message, cause is JournalException { IsTransient: true });
        }
    }

    private async Task<byte[]> AnswerAsync(byte[] request)
    {
        if (_closing) return SessionReplyJson.Write(new SessionClosing());
        SessionReply reply;
        try
        {
            reply = await AskAsync(SessionCommandJson.Read(request), CancellationToken.None);
        }
        catch (ContractException failure)
        {
            reply = new CommandFailed(failure.Message, false);
        }
        catch (AskFailedException failure)
        {
            // One that came too late for us was not looked at: the next owner takes it.
            reply = _closing ? new SessionClosing() : new CommandFailed(failure.Message, true);
        }
        // It belongs to another by now, who is to be asked: nothing was written here.
        if (_failure is StaleOwnerException) reply = new SessionClosing();
        return SessionReplyJson.Write(reply);
    }
}
