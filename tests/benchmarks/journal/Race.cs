using System.Globalization;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>Ours and the floor's rates, measured in turns in one run, so that a slow moment of the machine falls on both.</summary>
internal sealed class Race(string name, string unit, double scale, string floor, double aim)
{
    private readonly List<double> _ours = [];
    private readonly List<double> _floor = [];
    private readonly List<double> _ratios = [];

    /// <param name="measureFloor">Operations a second; a round of its own that warms up is not counted.</param>
    internal async Task RunAsync(int rounds, Func<Task<double>> measureFloor, Func<Task<double>> measureOurs)
    {
        for (var round = -1; round < rounds; round++)
        {
            GC.Collect();
            var theirs = await measureFloor();
            GC.Collect();
            var ours = await measureOurs();
            if (round < 0) continue;
            _floor.Add(theirs);
            _ours.Add(ours);
            _ratios.Add(ours / theirs);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-44} {Median(_ours) / scale,7:0.00} {unit}   {floor,-34} {Median(_floor) / scale,7:0.00} {unit}   ratio {Median(_ratios):0.00} ({_ratios.Min():0.00} to {_ratios.Max():0.00}){(aim > 0 ? $", aim {aim:0.0}" : "")}"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
