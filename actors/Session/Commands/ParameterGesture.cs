using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.Commands;

/// <summary>
/// A knob that is being turned: changes of one parameter of one processor that follow each other within <see cref="Pause"/>, for no longer
/// than <see cref="Longest"/>, become one event from where it stood to where it was left. The owner of the session offers each change with
/// its time, keeps what comes back at once, and asks for the rest before it keeps any other event, at <see cref="DueAt"/>, and before it
/// ends. Folding the one event gives the content that folding all of them gives. Not thread-safe.
/// </summary>
public sealed class ParameterGesture
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private DateTimeOffset _began, _latest;

    /// <summary>What was not kept yet; null where nothing is held back. Commands are decided on a state that has it.</summary>
    public ParameterChanged? Pending { get; private set; }

    /// <summary>When the pending event is to be kept, if nothing comes before; null where nothing is pending.</summary>
    public DateTimeOffset? DueAt => Pending is null ? null : Min(_latest + Pause, _began + Longest);

    /// <param name="change">Decided on a state that has the pending one.</param>
    /// <returns>An event that is to be kept first; null where there is none.</returns>
    public ParameterChanged? Offer(ParameterChanged change, DateTimeOffset now)
    {
        if (Pending is { } held && held.Processor == change.Processor && held.Parameter == change.Parameter && now < DueAt)
        {
            Pending = held with { New = change.New };
            _latest = now;
            return null;
        }
        var ended = End();
        Pending = change;
        _began = _latest = now;
        return ended;
    }

    /// <summary>Takes what was held back; null where there is none, or the knob is back where it stood.</summary>
    public ParameterChanged? End()
    {
        var ended = Pending;
        Pending = null;
        return ended is null || Equals(ended.Old, ended.New) ? null : ended;
    }

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
