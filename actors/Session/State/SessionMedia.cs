using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>Which of a session's media it needs.</summary>
public static class SessionMedia
{
    /// <summary>Content hashes of what the present content plays. The others of the session's media are of its past: undo and replay need them.</summary>
    public static IReadOnlySet<string> InUse(SessionState state) =>
        state.Content.Tracks.Select(t => t.Media).Concat(OfProcessors(state.Content)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Content hashes of the files that processors name, each once, in order.</summary>
    public static IEnumerable<string> OfProcessors(SessionContent content) =>
        content.Processors().SelectMany(p => ProcessorMedia.Of(p.Processor.Settings)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
