namespace NTWorkstation.Studio.Decode.Run;

/// <summary>Items of a run that have not begun. Thread-safe.</summary>
internal sealed class RunQueue(IEnumerable<RunItem> items)
{
    private readonly Lock _lock = new();
    private List<RunItem> _waiting = [.. items];
    private readonly HashSet<long> _taken = [];
    private bool _isEnded;

    /// <summary>False: the run has taken its last item.</summary>
    public bool Append(RunItem item)
    {
        lock (_lock)
        {
            if (_isEnded) return false;
            _waiting.Add(item);
            return true;
        }
    }

    public bool Replace(IEnumerable<RunItem> items)
    {
        var list = items.ToList();
        lock (_lock)
        {
            if (_isEnded) return false;
            // One that was taken while this was decided is not played twice.
            list.RemoveAll(i => _taken.Contains(i.Id));
            _waiting = list;
            return true;
        }
    }

    public bool Remove(long id)
    {
        lock (_lock) return !_isEnded && _waiting.RemoveAll(i => i.Id == id) > 0;
    }

    /// <summary>The next item, which has begun with that; null: the run ends, and nothing can be added any more.</summary>
    public RunItem? Take()
    {
        lock (_lock)
        {
            if (_isEnded || _waiting.Count == 0)
            {
                _isEnded = true;
                return null;
            }
            var item = _waiting[0];
            _waiting.RemoveAt(0);
            _taken.Add(item.Id);
            return item;
        }
    }

    /// <summary>No more items are taken.</summary>
    /// <returns>Those that wait.</returns>
    public IReadOnlyList<RunItem> End()
    {
        lock (_lock)
        {
            _isEnded = true;
            return [.. _waiting];
        }
    }
}
