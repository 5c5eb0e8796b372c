using System.Numerics;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Probe;

/// <summary>A response as a curve over frequency.</summary>
/// <param name="Name">"" where there is only one; "left", "mid", "left to right".</param>
public sealed record ResponseCurve(string Name, IReadOnlyList<double> MagnitudeDb, IReadOnlyList<double> PhaseDegrees, IReadOnlyList<Seconds> GroupDelay);

/// <summary>The linear part of a chain.</summary>
/// <param name="Matrix">At the frequencies.</param>
/// <param name="LeftOut">Names of the processors that a frequency response does not describe.</param>
public sealed record ChainResponse(IReadOnlyList<Hertz> Frequencies, ResponseMatrix Matrix, IReadOnlyList<string> LeftOut)
{
    // Relative amplitude below which two paths count as the same, and a path as absent.
    private const double Same = 1e-9;
    private const int MostCurves = 8;

    /// <summary>One curve where all channels are treated alike; mid and side where the pair is; otherwise one for every path that there is.</summary>
    public IReadOnlyList<ResponseCurve> Curves()
    {
        var n = Matrix.Inputs;
        var paths = Enumerable.Range(0, Matrix.Outputs).SelectMany(o => Enumerable.Range(0, n).Select(i => (Output: o, Input: i))).ToArray();
        var scale = paths.Max(p => Matrix.Gain(p.Output, p.Input).Max(Complex.Abs));
        if (scale == 0) scale = 1;
        if (Matrix.Outputs != n)
            return
            [
                .. paths.Where(p => Matrix.Gain(p.Output, p.Input).Any(g => Complex.Abs(g) > Same * scale)).Take(MostCurves)
                    .Select(p => Curve(FormattableString.Invariant($"{Channel(p.Input, n)} to output {p.Output}"), (p.Output, p.Input, 1))),
            ];
        var crossed = Enumerable.Range(0, n).SelectMany(o => Enumerable.Range(0, n).Where(i => i != o).Select(i => (Output: o, Input: i)))
            .Where(p => Matrix.Gain(p.Output, p.Input).Any(g => Complex.Abs(g) > Same * scale)).ToArray();
        if (crossed.Length == 0)
            return Enumerable.Range(1, n - 1).All(c => Alike((0, 0), (c, c)))
                ? [Curve("", (0, 0, 1))]
                : [.. Enumerable.Range(0, Math.Min(n, MostCurves)).Select(c => Curve(Channel(c, n), (c, c, 1)))];
        if (n == 2 && Alike((0, 0), (1, 1)) && Alike((0, 1), (1, 0)))
            return [Curve("mid", (0, 0, 1), (0, 1, 1)), Curve("side", (0, 0, 1), (0, 1, -1))];
        return
        [
            .. Enumerable.Range(0, n).Select(c => (Output: c, Input: c)).Concat(crossed).Take(MostCurves)
                .Select(p => Curve(p.Output == p.Input ? Channel(p.Input, n) : $"{Channel(p.Input, n)} to {Channel(p.Output, n)}", (p.Output, p.Input, 1))),
        ];

        bool Alike((int O, int I) a, (int O, int I) b) => Matrix.Gain(a.O, a.I).Zip(Matrix.Gain(b.O, b.I)).All(p => Complex.Abs(p.First - p.Second) <= Same * scale);
    }

    private ResponseCurve Curve(string name, params (int Output, int Input, double Weight)[] paths)
    {
        var (gain, delay) = Matrix.Path(paths);
        return new ResponseCurve(
            name, [.. gain.Select(g => 20 * Math.Log10(Complex.Abs(g)))], [.. gain.Select(g => g.Phase * 180 / Math.PI)], [.. delay.Select(d => new Seconds(d))]);
    }

    private static string Channel(int index, int count) => count == 2 ? index == 0 ? "left" : "right" : FormattableString.Invariant($"channel {index}");
}
