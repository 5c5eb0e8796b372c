using System.Diagnostics;

namespace NTWorkstation.Kernel.Benchmarks;

/// <summary>One thing measured, ours and the floor's: each runs the given number of operations to their end.</summary>
internal sealed record Race(string Name, int Operations, double Aim, Func<int, Task> Ours, Func<int, Task> Floor)
{
    /// <summary>Floor and ours in turns, so that a slow moment of the machine falls on both; prints medians and the median of the ratios.</summary>
    public async Task<bool> Run(int rounds)
    {
        await Ours(Operations / 10);
        await Floor(Operations / 10);
        var (ours, floor, ratios, bytes) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var a = await Measure(Floor);
            var b = await Measure(Ours);
            floor.Add(a.PerSecond);
            ours.Add(b.PerSecond);
            ratios.Add(b.PerSecond / a.PerSecond);
            bytes.Add(b.Bytes);
        }
        var ratio = Median(ratios);
        Console.WriteLine(
            $"{Name,-22} ours {Median(ours) / 1e6,7:0.00} M/s   channels {Median(floor) / 1e6,7:0.00} M/s   ratio {ratio,5:0.00}{(Aim > 0 ? $" (aim {Aim:0.0})" : ""),-10}   {Median(bytes),6:0.0} B an operation");
        return Aim <= 0 || ratio >= Aim;
    }

    private async Task<(double PerSecond, double Bytes)> Measure(Func<int, Task> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetTotalAllocatedBytes(true);
        var watch = Stopwatch.StartNew();
        await run(Operations);
        var seconds = watch.Elapsed.TotalSeconds;
        return (Operations / seconds, (double)(GC.GetTotalAllocatedBytes(true) - allocated) / Operations);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
