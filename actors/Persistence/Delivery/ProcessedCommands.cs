namespace NTWorkstation.Persistence.Delivery;

/// <summary>
/// The ids of the commands whose events are folded into a state, for whoever receives commands at least once: a command whose id is here is
/// confirmed again and decided no more. Part of the state: add the id in the handler of the event, which carries it, when it is persisted and
/// when it is recovered alike, and keep <see cref="ToSnapshot"/> in snapshots. Bounded: the oldest ids leave first, so the capacity must exceed
/// the commands that can come between a command and its last repetition.
/// </summary>
public sealed class ProcessedCommands
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <param name="capacity">Most ids, from 1.</param>
    public ProcessedCommands(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
    }

    /// <param name="ids">From <see cref="ToSnapshot"/>, oldest first.</param>
    public ProcessedCommands(int capacity, IEnumerable<string> ids)
        : this(capacity)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var id in ids) Add(id);
    }

    public int Capacity { get; }

    public int Count => _ids.Count;

    /// <summary>The command was decided, and what it led to is folded.</summary>
    public bool Contains(string commandId) => _ids.Contains(commandId);

    /// <summary>False where it is there already.</summary>
    public bool Add(string commandId)
    {
        ArgumentException.ThrowIfNullOrEmpty(commandId);
        if (!_ids.Add(commandId)) return false;
        _order.Enqueue(commandId);
        if (_order.Count > Capacity) _ids.Remove(_order.Dequeue());
        return true;
    }

    /// <summary>The ids, oldest first.</summary>
    public IReadOnlyList<string> ToSnapshot() => [.. _order];
}
