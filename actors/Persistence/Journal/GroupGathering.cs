using System.Diagnostics;

namespace NTWorkstation.Persistence.Journal;

/// <summary>
/// Waits a moment for the writers of the last group to come back: they were answered together, and without it the first of them would be
/// written alone while all the others wait for its commit. Bounded by a part of what a commit takes; a lone writer is never kept.
/// </summary>
internal sealed class GroupGathering
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(2);

    private int _expected = 1;
    private TimeSpan _patience = Shortest;

    /// <summary>How many came together the last time, and how long writing them took.</summary>
    internal void Learn(int group, TimeSpan written)
    {
        _expected = Math.Max(group, (_expected + group) / 2);
        _patience = TimeSpan.FromTicks(Math.Clamp((written / 3).Ticks, Shortest.Ticks, Longest.Ticks));
    }

    /// <summary>Returns once as many wait as the last time, at the latest after a third of the last commit's time (0.2 to 2 ms).</summary>
    internal void Wait(Func<int> waiting, int maximum)
    {
        var wanted = Math.Min(_expected, maximum);
        if (wanted <= 1) return;
        var begin = Stopwatch.GetTimestamp();
        while (waiting() < wanted && Stopwatch.GetElapsedTime(begin) < _patience) Thread.Yield();
    }
}
