using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>A curve in dB over frequency: straight over log frequency between its knots, held outside.</summary>
internal sealed class LogCurve
{
    private readonly double[] _logHz;
    private readonly double[] _db;

    /// <param name="hz">Rising.</param>
    public LogCurve(IReadOnlyList<double> hz, IReadOnlyList<double> db)
    {
        _logHz = [.. hz.Select(Math.Log2)];
        _db = [.. db];
    }

    /// <summary>The curve for mid, or null where there is none.</summary>
    public static LogCurve? Mid(MatchCurve? curve) => curve is null ? null : Of(curve, curve.MidDb);

    /// <summary>The curve for side, which is mid's where it has none of its own.</summary>
    public static LogCurve? Side(MatchCurve? curve) => curve is null ? null : Of(curve, curve.SideDb ?? curve.MidDb);

    public double At(double hz)
    {
        var (knot, share) = Locate(Math.Log2(hz));
        return share == 0 ? _db[knot] : _db[knot] + share * (_db[knot + 1] - _db[knot]);
    }

    /// <summary>The knot at or below, and how far towards the next, 0 to below 1.</summary>
    public (int Knot, double Share) Locate(double logHz)
    {
        if (logHz <= _logHz[0]) return (0, 0);
        if (logHz >= _logHz[^1]) return (_logHz.Length - 1, 0);
        var i = Array.BinarySearch(_logHz, logHz);
        if (i >= 0) return (i, 0);
        i = ~i - 1;
        return (i, (logHz - _logHz[i]) / (_logHz[i + 1] - _logHz[i]));
    }

    private static LogCurve Of(MatchCurve curve, IReadOnlyList<Decibels> db) =>
        new([.. curve.Frequencies.Select(f => f.Value)], [.. db.Select(d => d.Value)]);
}
