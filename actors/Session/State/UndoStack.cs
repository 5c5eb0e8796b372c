using System.Collections;

namespace NTWorkstation.Session.State;

/// <param name="Edit">Sequence number of the edit.</param>
/// <param name="Content">What holds after taking the step.</param>
public sealed record UndoStep(long Edit, Contracts.Sessions.SessionContent Content);

/// <summary>
/// The latest <see cref="Most"/> steps, oldest first. Immutable; adding and taking a step costs the same however many there are, for a fold
/// does it with every event: steps are linked, and older ones fall away a generation at a time.
/// </summary>
public sealed class UndoStack : IReadOnlyCollection<UndoStep>
{
    public const int Most = 1000;
    public static readonly UndoStack Empty = new(null, null, 0);
    private readonly Link? _newer, _older;

    private UndoStack(Link? newer, Link? older, int count) => (_newer, _older, Count) = (newer, older, count);

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public UndoStep Latest => Count == 0 ? throw new InvalidOperationException("There is no step.") : (_newer ?? _older)!.Step;

    public UndoStack Add(UndoStep step)
    {
        var newer = new Link(step, _newer, (_newer?.Length ?? 0) + 1);
        var count = Math.Min(Count + 1, Most);
        // A full generation holds all that can be reached.
        return newer.Length == Most ? new(null, newer, count) : new(newer, _older, count);
    }

    /// <summary>Without the latest.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public UndoStack Remove()
    {
        if (Count == 0) throw new InvalidOperationException("There is no step.");
        if (Count == 1) return Empty;
        return _newer is not null ? new(_newer.Before, _older, Count - 1) : new(null, _older!.Before, Count - 1);
    }

    public IEnumerator<UndoStep> GetEnumerator()
    {
        var steps = new UndoStep[Count];
        var at = Count;
        for (var link = _newer; link is not null && at > 0; link = link.Before) steps[--at] = link.Step;
        for (var link = _older; link is not null && at > 0; link = link.Before) steps[--at] = link.Step;
        return ((IEnumerable<UndoStep>)steps).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Link(UndoStep step, Link? before, int length)
    {
        public UndoStep Step => step;
        public Link? Before => before;
        public int Length => length;
    }
}
