using System.Diagnostics;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Journal;

namespace NTWorkstation.Nt.Sessions;

/// <summary>
/// Brings a command to a session: to the process that owns it, where there is one, and otherwise to its actor in this process, which takes
/// the epoch for as long as the command lasts.
/// </summary>
internal static class SessionLink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="takeOver">Take the session from whoever owns it, and refuse what that one still writes.</param>
    /// <exception cref="OwnerSilentException">The owner got the command and does not answer, or ended before it did: nobody knows whether it was kept.</exception>
    /// <exception cref="OutputException">The owner does not listen.</exception>
    public static async Task<SessionReply> SendAsync(DataFolder folder, SessionId session, SessionCommand command, bool takeOver, CancellationToken cancellation)
    {
        var id = SessionJournal.PersistenceIdOf(session);
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var owned = folder.TryLock(id);
            if (owned is not null || takeOver)
            {
                await using var owner = await SessionOwner.OpenAsync(folder, session, owned, cancellation);
                return await owner.SendAsync(command, cancellation);
            }
            if (await AskOwnerAsync(folder.SocketOf(id), session, command, cancellation) is { } reply) return reply;
            if (Stopwatch.GetElapsedTime(begin) > Patience) throw new OutputException(NoAnswer(session));
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <returns>Null where it does not listen yet, or takes no more commands.</returns>
    private static async Task<SessionReply?> AskOwnerAsync(string socket, SessionId session, SessionCommand command, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var isSent = false;
        try
        {
            await using var client = await ControlClient.TryConnectAsync(socket, SessionReplyJson.MostBytes, patience.Token);
            if (client is null) return null;
            isSent = true;
            var answer = await client.AskAsync(SessionCommandJson.Write(command), patience.Token);
            if (answer is null)
                throw new OwnerSilentException($"The process that owns the session {session} ended before it answered.\nnt session log shows whether the command was kept; if not, give it again.");
            if (answer.Length == 0) return null;
            return SessionReplyJson.Read(answer) is var reply and not SessionClosing ? reply : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw isSent ? new OwnerSilentException(NoAnswer(session)) : new OutputException(NoAnswer(session));
        }
    }

    private static string NoAnswer(SessionId session) =>
        $"Another process owns the session {session} and does not answer.\nEnd it, or take the session from it with --take-over: what it still writes is then refused.";
}

/// <summary>A command was sent to a session's owner, and what became of it is not known: sent again it might be kept twice.</summary>
internal sealed class OwnerSilentException(string message) : OutputException(message);
