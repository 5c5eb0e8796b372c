using System.Diagnostics;

namespace NTWorkstation.Persistence.Journal;

/// <summary>
/// Waits a moment for the writers of the last group to come back: they were answered together, and without it the first of them would be
/// written alone while all the others wait for its commit. Bounded well below the price of a commit; a lone writer is never kept.
/// </summary>
internal sealed class GroupGathering
{
    private static readonly TimeSpan Longest = TimeSpan.FromMicroseconds(200);
    private int _expected = 1;

    /// <summary>How many came together the last time.</summary>
    internal void Learn(int group) => _expected = Math.Max(group, (_expected + group) / 2);

    /// <summary>Returns once as many wait as the last time, at the latest after 0.2 ms.</summary>
    internal void Wait(Func<int> waiting, int maximum)
    {
        var wanted = Math.Min(_expected, maximum);
        if (wanted <= 1) return;
        var begin = Stopwatch.GetTimestamp();
        while (waiting() < wanted && Stopwatch.GetElapsedTime(begin) < Longest) Thread.Yield();
    }
}
