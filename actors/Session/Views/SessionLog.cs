using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

/// <param name="IsUndone">The edit does not hold at the end of the history that was read.</param>
public sealed record LogLine(long Sequence, DateTimeOffset At, string Text, bool IsUndone);

/// <summary>A history that a person understands, in the order in which it happened.</summary>
public static class SessionLog
{
    /// <summary>From the first event on: names are those of their time.</summary>
    /// <exception cref="CorruptSessionException">The events are not one session's history.</exception>
    public static IReadOnlyList<LogLine> Of(IEnumerable<RecordedEvent> events)
    {
        var lines = new List<LogLine>();
        var texts = new Dictionary<long, string>();
        var undone = new HashSet<long>();
        var state = SessionState.None;
        foreach (var e in events)
        {
            var text = e.Event switch
            {
                // What was taken back is said again, so that nobody has to look up a number.
                Undone u when texts.TryGetValue(u.Edit, out var edit) => FormattableString.Invariant($"undid event {u.Edit}: {edit}"),
                Redone r when texts.TryGetValue(r.Edit, out var edit) => FormattableString.Invariant($"redid event {r.Edit}: {edit}"),
                var other => EventWords.Say(state, other),
            };
            state = SessionFold.Apply(state, e.Sequence, e.Event);
            if (e.Event is SessionEdit) texts.Add(e.Sequence, text);
            if (e.Event is Undone { Edit: var back }) undone.Add(back);
            if (e.Event is Redone { Edit: var again }) undone.Remove(again);
            lines.Add(new(e.Sequence, e.At, text, false));
        }
        return [.. lines.Select(l => undone.Contains(l.Sequence) ? l with { IsUndone = true } : l)];
    }
}
