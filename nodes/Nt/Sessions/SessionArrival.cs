using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Session.Archive;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Sessions;

/// <summary>A session that came out of an archive.</summary>
/// <param name="Missing">Media that are neither where they were, nor in the archive.</param>
internal sealed record ArrivedSession(SessionState State, int Brought, IReadOnlyList<MediaReference> Missing);

/// <summary>Brings sessions out of archives into the journal: all of one, or nothing.</summary>
internal static class SessionArrival
{
    /// <param name="name">What it is to be called; null for what it was.</param>
    /// <param name="asCopy">Give it an id of its own, so that it can stand beside the one it was made of.</param>
    /// <exception cref="ArchiveException">The file is not a whole archive.</exception>
    /// <exception cref="RefusalException">The session, or one of its name, is here already.</exception>
    public static async Task<ArrivedSession> RunAsync(DataFolder folder, string file, string? name, bool asCopy, CancellationToken cancellation)
    {
        await using var stream = Open(file);
        using var archive = new ArchiveReader(stream);
        var told = archive.Verify(cancellation);
        using var names = await SessionBirth.NamesAsync(folder, cancellation);
        await using (var store = await folder.OpenAsync(cancellation)) await RequireRoomAsync(new SessionDirectory(store), told, name, asCopy, cancellation);
        using var media = ArchivedMedia.Place(folder, archive, told.Media, cancellation);
        var id = asCopy ? SessionBirth.NewId() : told.Id;
        var owned = folder.TryLock(SessionJournal.PersistenceIdOf(id)) ?? throw new OutputException($"Another process holds the session {id}.\nEnd it, and import again.");
        try
        {
            await AppendAsync(folder, id, archive.Events(), cancellation);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
        media.Keep();
        await using (var owner = await SessionOwner.OpenAsync(folder, id, owned, cancellation))
        {
            foreach (var (hash, path) in media.Moved) Require(await owner.SendAsync(new RelinkMedium(hash, path), cancellation));
            if (name is not null) Require(await owner.SendAsync(new RenameSession(name), cancellation));
        }
        await using (var store = await folder.OpenAsync(cancellation))
            return new(await new SessionJournal(store).StateAsync(id, cancellation: cancellation), media.Moved.Count, media.Missing);
    }

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{file}: there is no such file.\nName one that nt session export wrote.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {failure.Message}\nName a file that nt session export wrote.", failure);
        }
    }

    private static async Task RequireRoomAsync(SessionDirectory directory, SessionState told, string? name, bool asCopy, CancellationToken cancellation)
    {
        var called = name ?? told.Content.Name;
        if (!ContentRules.IsName(called)) throw new RefusalException($"\"{called}\" is not a name for a session. Give another with --name.");
        var all = await directory.AllAsync(cancellation);
        if (!asCopy && all.FirstOrDefault(e => e.Id == told.Id) is { } same)
            throw new RefusalException(FormattableString.Invariant(
                $"The session is here already: \"{same.Name}\" ({same.Id}) with {same.State?.Sequence ?? 0} events; the archive has {told.Sequence}. To have both, import it as a session of its own: --copy --name NEW."));
        if (all.Any(e => string.Equals(e.Name, called, StringComparison.OrdinalIgnoreCase)))
            throw new RefusalException($"There is a session \"{called}\" already. Import this one under another name with --name NEW.");
    }

    private static async Task AppendAsync(DataFolder folder, SessionId id, IEnumerable<RecordedEvent> events, CancellationToken cancellation)
    {
        var persistenceId = SessionJournal.PersistenceIdOf(id);
        await using var store = await folder.OpenAsync(cancellation);
        var epoch = await store.Journal.TakeOwnershipAsync(persistenceId, $"import {Environment.ProcessId}", cancellation);
        if (await store.Journal.ReadHighestSequenceNrAsync(persistenceId, cancellation) != 0) throw new OutputException($"The session {id} was begun by another process meanwhile.\nImport again.");
        // One write: all of the history or nothing of it.
        await store.Journal.AppendAsync(epoch, [.. events.Select(e => Entry(id, e))], cancellation);
    }

    private static NewEntry Entry(SessionId id, RecordedEvent recorded)
    {
        var e = recorded.Event switch
        {
            SessionCreated created => created with { Session = id },
            SessionForked forked => forked with { Session = id },
            var other => other,
        };
        return new NewEntry(recorded.Sequence, recorded.At, SessionEventJson.Write(e), SessionSerializer.Id, SessionEventJson.ManifestOf(e)) { Tags = [SessionJournal.Tag] };
    }

    private static void Require(SessionReply reply)
    {
        switch (reply)
        {
            case CommandApplied: return;
            case CommandFailed failed: throw new OutputException($"The session was imported, but {failed.What}\nnt session relink finds its files.");
            default: throw new InvalidOperationException($"A fresh session refuses: {reply}.");
        }
    }
}
