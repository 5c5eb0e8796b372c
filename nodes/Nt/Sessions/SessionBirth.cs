using System.Diagnostics;
using System.Security.Cryptography;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.Journal;

namespace NTWorkstation.Nt.Sessions;

/// <summary>New sessions, under names that no other has.</summary>
internal static class SessionBirth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>While it is held nobody else gives a session a name.</summary>
    /// <exception cref="OutputException">Another process holds it too long.</exception>
    public static async Task<OwnerLock> NamesAsync(DataFolder folder, CancellationToken cancellation)
    {
        for (var begin = Stopwatch.GetTimestamp(); ;)
        {
            if (folder.TryLock("names") is { } held) return held;
            if (Stopwatch.GetElapsedTime(begin) > Patience) throw new OutputException("Another process keeps the names of sessions locked.\nEnd it, and try again.");
            await Task.Delay(20, cancellation);
        }
    }

    /// <summary>An id that no session has.</summary>
    public static SessionId NewId() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));

    /// <param name="decide">What the session begins with.</param>
    /// <exception cref="RefusalException">The name is taken or is none.</exception>
    public static async Task<SessionId> BeginAsync(DataFolder folder, string name, Func<SessionId, SessionDecision> decide, CancellationToken cancellation)
    {
        using var names = await NamesAsync(folder, cancellation);
        await RequireFreeAsync(folder, name, cancellation);
        var id = NewId();
        var first = decide(id) switch
        {
            Accepted { Events: [var only] } => only,
            Refused refused => throw new RefusalException(refused.Refusal.Message),
            var other => throw new InvalidOperationException($"A session begins with one event, not with {other}."),
        };
        await using var owner = await SessionOwner.OpenAsync(folder, id, folder.TryLock(SessionJournal.PersistenceIdOf(id)), cancellation);
        return await owner.BeginAsync(first, cancellation) switch
        {
            CommandApplied => id,
            CommandFailed failed => throw new OutputException(failed.What),
            var reply => throw new OutputException($"The session could not be begun: {reply}."),
        };
    }

    /// <exception cref="RefusalException">A session has this name.</exception>
    public static async Task RequireFreeAsync(DataFolder folder, string name, CancellationToken cancellation)
    {
        if (!folder.HasJournal) return;
        await using var store = await folder.OpenAsync(cancellation);
        if (await new SessionDirectory(store).IsTakenAsync(name, cancellation))
            throw new RefusalException($"There is a session \"{name}\" already. Choose another name.");
    }
}
