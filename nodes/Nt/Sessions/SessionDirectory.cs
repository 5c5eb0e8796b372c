using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Sessions;

/// <summary>A session of the directory: its state, or what is wrong with its history.</summary>
internal sealed record SessionEntry(SessionId Id, SessionState? State, string? Fault)
{
    public string Name => State?.Content.Name ?? Id.Value;
}

/// <summary>Finds sessions by what people call them: their name, or the beginning of their id.</summary>
internal sealed class SessionDirectory(IPersistenceStore store)
{
    private const int FewSessions = 8;
    private readonly SessionJournal _journal = new(store);

    /// <summary>All sessions, by name.</summary>
    public async Task<IReadOnlyList<SessionEntry>> AllAsync(CancellationToken cancellation)
    {
        var all = new List<SessionEntry>();
        await foreach (var id in _journal.SessionsAsync(cancellation)) all.Add(await EntryAsync(id, cancellation));
        return [.. all.OrderBy(e => e.Name, StringComparer.OrdinalIgnoreCase).ThenBy(e => e.Id.Value, StringComparer.Ordinal)];
    }

    /// <exception cref="RefusalException">There is none, or more than one is meant.</exception>
    /// <exception cref="BadInputException">Its history is damaged.</exception>
    public async Task<SessionState> FindAsync(string name, CancellationToken cancellation)
    {
        var all = await AllAsync(cancellation);
        IReadOnlyList<SessionEntry> found = [.. all.Where(e => e.Name == name)];
        if (found.Count == 0) found = [.. all.Where(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 0 && name.Length > 0) found = [.. all.Where(e => e.Id.Value.StartsWith(name, StringComparison.Ordinal))];
        if (found.Count > 1)
            throw new RefusalException($"\"{name}\" means more than one session: {string.Join(", ", found.Select(e => $"{e.Id} ({e.Name})"))}. Name one by its id.");
        if (found.Count == 0) throw Unknown(name, all);
        return found[0].State ?? throw new BadInputException($"The session {found[0].Id} is damaged: {found[0].Fault}\nnt journal verify says more; an archive of it can be imported.");
    }

    /// <summary>Whether a living session has this name.</summary>
    public async Task<bool> IsTakenAsync(string name, CancellationToken cancellation) =>
        (await AllAsync(cancellation)).Any(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));

    private async Task<SessionEntry> EntryAsync(SessionId id, CancellationToken cancellation)
    {
        try
        {
            return new(id, await _journal.StateAsync(id, cancellation: cancellation), null);
        }
        catch (Exception damage) when (damage is CorruptSessionException or JournalCorruptException)
        {
            return new(id, null, damage.Message);
        }
    }

    private static RefusalException Unknown(string name, IReadOnlyList<SessionEntry> all)
    {
        if (all.Count == 0) return new("There is no session yet. Begin one with: nt session new NAME.");
        var meant = Spelling.Closest(name, all.Select(e => e.Name)) is { } near ? $"Did you mean \"{near}\"?"
            : all.Count <= FewSessions ? $"There {(all.Count == 1 ? "is" : "are")}: {string.Join(", ", all.Select(e => $"\"{e.Name}\""))}."
            : "nt session list names all.";
        return new($"There is no session \"{Text.Short(name)}\". {meant}");
    }
}
