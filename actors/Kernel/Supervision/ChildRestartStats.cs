namespace NTWorkstation.Kernel.Supervision;

/// <summary>Counts a child's restarts within a window.</summary>
internal sealed class ChildRestartStats
{
    private int _restarts;
    private long _windowStart;
    private bool _isOpen;

    /// <param name="most">Restarts allowed; less than 0 for any number.</param>
    /// <param name="window">The time they are counted in; null counts over the whole life.</param>
    public bool RequestPermission(int most, TimeSpan? window, TimeProvider time)
    {
        if (most == 0) return false;
        if (most < 0 && window is null) return true;
        var allowed = most < 0 ? 1 : most;
        if (window is not { } length) return ++_restarts <= allowed;
        if (!_isOpen || time.GetElapsedTime(_windowStart) > length)
        {
            (_isOpen, _windowStart, _restarts) = (true, time.GetTimestamp(), 1);
            return true;
        }
        return ++_restarts <= allowed;
    }
}
