using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

/// <summary>What was played while a session was kept, in sum.</summary>
/// <param name="Sources">Different ones that were heard.</param>
/// <param name="Heard">Of all of them together, each as often as it was heard.</param>
/// <param name="Last">What was heard last, by its title, or its address where it has none.</param>
/// <param name="At">When that ended.</param>
public sealed record PlayTally(int Sources, Seconds Heard, string Last, DateTimeOffset At)
{
    /// <summary>Null: nothing was heard.</summary>
    public static PlayTally? Of(IEnumerable<RecordedEvent> events)
    {
        var sources = new HashSet<string>(StringComparer.Ordinal);
        PlayTally? tally = null;
        foreach (var e in events)
        {
            if (e.Event is not EntryPlayed played) continue;
            sources.Add(played.Address);
            tally = new(sources.Count, new((tally?.Heard.Value ?? 0) + played.To.Value - played.From.Value), played.Title ?? played.Address, e.At);
        }
        return tally;
    }
}
