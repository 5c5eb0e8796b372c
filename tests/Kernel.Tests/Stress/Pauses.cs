namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>
/// Gives up the processor, or spins, at places where a thread may be preempted: seldom, and drawn from a seed. Each thread has a lane of its
/// own (two that share one only disturb each other's draws), so that drawing puts no fence between the threads that are under test.
/// </summary>
internal sealed class Pauses(int seed)
{
    private const int Lanes = 64;
    private const int LaneWidth = 8;
    private readonly ulong[] _lanes = new ulong[Lanes * LaneWidth];

    public void Here()
    {
        var drawn = Draw();
        switch (drawn % 16)
        {
            case 0:
                Thread.Yield();
                break;
            case 1 or 2:
                Thread.SpinWait((int)(drawn >> 8 & 255));
                break;
        }
    }

    /// <summary>A longer one: other threads get through several turns.</summary>
    public void Long()
    {
        for (var left = Draw() % 6; left > 0; left--) Thread.Yield();
    }

    // SplitMix64.
    private ulong Draw()
    {
        var thread = Environment.CurrentManagedThreadId;
        ref var state = ref _lanes[thread % Lanes * LaneWidth];
        state += 0x9E3779B97F4A7C15;
        var z = state + ((ulong)seed << 32) + (ulong)thread;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
