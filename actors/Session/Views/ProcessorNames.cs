using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

/// <summary>What tracks and processors are called before people.</summary>
public static class ProcessorNames
{
    /// <summary>A name that a command finds this one by: its label or kind where that is unique in the session, else "eq#2".</summary>
    public static string Unique(SessionContent content, ProcessorPlace place)
    {
        var all = content.Processors().Select(p => p.Processor).ToArray();
        if (place.Processor.Label is { } label && all.Count(p => Called(p, label)) == 1) return label;
        var kind = place.Processor.Settings.Processor;
        var called = all.Where(p => Called(p, kind)).ToArray();
        return called.Length == 1 ? kind : FormattableString.Invariant($"{kind}#{Array.FindIndex(called, p => p.Id == place.Processor.Id) + 1}");
    }

    /// <summary>"on the master", "on track "bass"".</summary>
    public static string Where(SessionContent content, TrackId? track) =>
        track is not { } id ? "on the master" : $"on track \"{content.Track(id)?.Name ?? id.Value}\"";

    private static bool Called(ProcessorInstance p, string name) => p.Settings.Processor == name || string.Equals(p.Label, name, StringComparison.OrdinalIgnoreCase);
}
