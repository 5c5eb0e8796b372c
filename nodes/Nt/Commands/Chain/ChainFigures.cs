using NTWorkstation.Mastering.Probe;
using NTWorkstation.Nt.Report.Plot;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>A chain's response and level curves as figures.</summary>
internal static class ChainFigures
{
    private const double DeepestDb = -90, LongestMs = 200;
    private static readonly Role[] Roles = [Role.Render, Role.Reference, Role.Target, Role.Mid, Role.Side, Role.Band, Role.Limiter, Role.Compressor];

    public static IReadOnlyList<Figure> Of(ChainResponse response, IReadOnlyList<StaticCurve> levels)
    {
        var figures = new List<Figure>();
        var f = response.Frequencies.Select(x => x.Value).ToArray();
        var curves = response.Curves();
        var magnitude = Lines(curves, c => [.. c.MagnitudeDb.Select(db => Math.Max(db, DeepestDb - 30))]);
        figures.Add(new Figure
        {
            Title = "Magnitude", Caption = "Gain of the linear part.", X = Axis.Frequency(f[0], f[^1]), Curves = magnitude, Height = 300,
            Y = Axis.Linear("Gain (dB)", Values(magnitude).Select(v => Math.Max(v, DeepestDb)), -3, 3, signed: true),
        });
        if (curves.Any(c => c.PhaseDegrees.Zip(c.MagnitudeDb).Any(p => p.Second > DeepestDb && Math.Abs(p.First) > 0.5)))
        {
            var phase = Lines(curves, c => Unbroken(c));
            figures.Add(new Figure
            {
                Title = "Phase", Caption = "Of the linear part, its latency taken out, between −180 and +180 degrees.", X = Axis.Frequency(f[0], f[^1]), Curves = phase, Height = 240,
                Y = new Axis("Phase (°)", -180, 180, IsLog: false, [new(-180, "−180"), new(-90, "−90"), new(0, "0"), new(90, "+90"), new(180, "+180")]),
            });
            var delay = Lines(curves, c => [.. c.GroupDelay.Zip(c.MagnitudeDb).Select(p => p.Second > DeepestDb ? p.First.Value * 1000 : double.NaN)]);
            figures.Add(new Figure
            {
                Title = "Group delay", Caption = "By how much later a group of waves leaves.", X = Axis.Frequency(f[0], f[^1]), Curves = delay, Height = 240,
                Y = Axis.Linear("Group delay (ms)", Values(delay).Select(v => Math.Clamp(v, -LongestMs, LongestMs)), 0, 1),
            });
        }
        if (levels.Count == 0) return figures;
        Curve[] dynamics = [.. levels.Select((c, i) => new Curve($"{c.Name}, {c.Tone}", Roles[i % Roles.Length], [.. c.InputDb.Zip(c.OutputDb, (x, y) => new Point(x, y))]))];
        figures.Add(new Figure
        {
            Title = "Level", Caption = "Level of a settled sine after each dynamics processor over its level before it.", Curves = dynamics, Height = 360,
            X = Axis.Linear("In (dBFS)", levels.SelectMany(c => c.InputDb), -72, 6),
            Y = Axis.Linear("Out (dBFS)", Values(dynamics)),
        });
        return figures;

        Curve[] Lines(IReadOnlyList<ResponseCurve> of, Func<ResponseCurve, double[]> values) =>
            [.. of.Select((c, i) => new Curve(c.Name.Length == 0 ? "all channels" : c.Name, Roles[i % Roles.Length], [.. f.Zip(values(c), (x, y) => new Point(x, y))], InLegend: of.Count > 1))];
    }

    // A jump from one end of the circle to the other is no line, and what is silent has no phase.
    private static double[] Unbroken(ResponseCurve curve)
    {
        var phase = curve.PhaseDegrees.Zip(curve.MagnitudeDb).Select(p => p.Second > DeepestDb ? p.First : double.NaN).ToArray();
        for (var i = phase.Length - 1; i > 0; i--)
            if (Math.Abs(phase[i] - phase[i - 1]) > 180) phase[i] = double.NaN;
        return phase;
    }

    private static IEnumerable<double> Values(IEnumerable<Curve> curves) => curves.SelectMany(c => c.Points).Select(p => p.Y).Where(double.IsFinite);
}
