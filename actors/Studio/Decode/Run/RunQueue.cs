namespace NTWorkstation.Studio.Decode.Run;

/// <summary>Items of a run that have not begun. Thread-safe.</summary>
internal sealed class RunQueue(IEnumerable<RunItem> items)
{
    private readonly Lock _lock = new();
    private List<RunItem> _waiting = [.. items];
    private readonly HashSet<long> _taken = [];
    private bool _isEnded;
    private bool _hasBegun;

    public bool StopsAfterItem
    {
        get
        {
            lock (_lock) return field;
        }
        set
        {
            lock (_lock) field = value;
        }
    }

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
    public RunItem? Take(out RunEnd end)
    {
        lock (_lock)
        {
            end = _hasBegun && StopsAfterItem ? RunEnd.StoppedAfterItem : RunEnd.Done;
            if (_isEnded || _waiting.Count == 0 || end == RunEnd.StoppedAfterItem)
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

    /// <summary>An item sounds: stopping after it means from now on.</summary>
    public void Begun()
    {
        lock (_lock) _hasBegun = true;
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
