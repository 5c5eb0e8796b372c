namespace NTWorkstation.Session.State;

/// <summary>Which of a session's media it needs.</summary>
public static class SessionMedia
{
    /// <summary>Content hashes of what the present content plays. The others of the session's media are of its past: undo and replay need them.</summary>
    public static IReadOnlySet<string> InUse(SessionState state) => state.Content.Tracks.Select(t => t.Media).ToHashSet(StringComparer.Ordinal);
}
