using System.Globalization;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report.Plot;

/// <summary>A mark on an axis. Minor ones have a fainter line and no label.</summary>
internal readonly record struct Tick(double Value, string Label, bool Minor = false);

/// <summary>An axis: range, ticks and title with its unit.</summary>
internal sealed record Axis(string Title, double Min, double Max, bool IsLog, IReadOnlyList<Tick> Ticks)
{
    /// <summary>Place of a value between 0 (at Min) and 1 (at Max).</summary>
    public double Place(double value) => IsLog ? Math.Log(value / Min) / Math.Log(Max / Min) : (value - Min) / (Max - Min);

    /// <summary>20 Hz to 20 kHz, logarithmic, marked 1-2-5.</summary>
    public static Axis Frequency(double min = 20, double max = 20000)
    {
        var ticks = new List<Tick>();
        for (var decade = 10.0; decade <= max; decade *= 10)
            for (var n = 1; n <= 9; n++)
            {
                var f = n * decade;
                if (f < min || f > max) continue;
                var label = f >= 1000 ? $"{f / 1000:0}k" : $"{f:0}";
                ticks.Add(n is 1 or 2 or 5 ? new Tick(f, label) : new Tick(f, "", Minor: true));
            }
        return new Axis("Frequency (Hz)", min, max, IsLog: true, ticks);
    }

    /// <summary>0 to the duration, in minutes and seconds.</summary>
    public static Axis Time(double seconds)
    {
        seconds = Math.Max(seconds, 0.1);
        double[] steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200, 86400];
        var step = steps.FirstOrDefault(s => seconds / s <= 9, steps[^1]);
        var ticks = new List<Tick>();
        for (var i = 0; i * step <= seconds && i < 100; i++) ticks.Add(new Tick(i * step, Label(i * step)));
        return new Axis(seconds < 60 ? "Time (s)" : "Time (min:s)", 0, seconds, IsLog: false, ticks);

        string Label(double t)
        {
            if (seconds < 60) return t.ToString("0.##", CultureInfo.InvariantCulture);
            var whole = (long)Math.Round(t);
            return whole >= 3600 ? $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}" : $"{whole / 60}:{whole % 60:00}";
        }
    }

    /// <summary>A linear axis around the values, on round numbers.</summary>
    /// <param name="least">The axis reaches at least down to this, where given.</param>
    /// <param name="most">The axis reaches at least up to this, where given.</param>
    public static Axis Linear(string title, IEnumerable<double> values, double? least = null, double? most = null, bool signed = false)
    {
        var (min, max) = (least ?? double.PositiveInfinity, most ?? double.NegativeInfinity);
        foreach (var v in values)
        {
            if (!double.IsFinite(v)) continue;
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }
        if (!double.IsFinite(min)) min = double.IsFinite(max) ? max - 1 : 0;
        if (!double.IsFinite(max)) max = min + 1;
        if (max - min < 1e-9) (min, max) = (min - 0.5, max + 0.5);
        var step = RoundStep((max - min) / 6);
        var (first, last) = ((long)Math.Floor(min / step + 1e-9), (long)Math.Ceiling(max / step - 1e-9));
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        var ticks = new List<Tick>();
        for (var i = first; i <= last; i++) ticks.Add(new Tick(i * step, Text.Number(i * step, decimals, signed)));
        return new Axis(title, first * step, last * step, IsLog: false, ticks);
    }

    private static double RoundStep(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var lead = raw / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 3 ? 3 : lead <= 5 ? 5 : 10);
    }
}
