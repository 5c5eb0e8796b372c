namespace NTWorkstation.Nt.Commands.Bench;

/// <summary>Keeps every processor busy and the garbage collector at work, until it is disposed of.</summary>
internal sealed class MachineLoad : IDisposable
{
    private const int KeptArrays = 4096, LargestArray = 40_000;
    private static readonly TimeSpan Collection = TimeSpan.FromMilliseconds(250);

    private readonly List<Thread> _threads = [];
    private readonly int[] _before = Counts();
    private readonly TimeSpan _pausedBefore = GC.GetTotalPauseDuration();
    private volatile bool _isOver;

    public MachineLoad(int threads)
    {
        for (var k = 0; k < threads; k++) Start(k);
    }

    /// <summary>Collections since it began, of all generations, and how long everything managed stood still for them.</summary>
    public (int Collections, TimeSpan Paused) Garbage => (Counts().Zip(_before, (now, then) => now - then).First(), GC.GetTotalPauseDuration() - _pausedBefore);

    public void Dispose()
    {
        _isOver = true;
        foreach (var thread in _threads) thread.Join();
    }

    private void Start(int seed)
    {
        var thread = new Thread(() => Run(new Random(seed), collects: seed == 0)) { IsBackground = true, Name = "load" };
        _threads.Add(thread);
        thread.Start();
    }

    // Arrays that live for a while, so that a collection has something to trace and to move.
    private void Run(Random random, bool collects)
    {
        var kept = new byte[KeptArrays][];
        var next = Environment.TickCount64;
        while (!_isOver)
        {
            kept[random.Next(KeptArrays)] = new byte[random.Next(LargestArray)];
            if (!collects || Environment.TickCount64 < next) continue;
            next = Environment.TickCount64 + (long)Collection.TotalMilliseconds;
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        }
    }

    private static int[] Counts() => [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)];
}
