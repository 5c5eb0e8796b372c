using MathNet.Numerics.LinearAlgebra;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// A few equaliser bands (a shelf at each end, peaks between) that together follow a wanted curve. Bands are added where the remainder is
/// greatest; after each one all are refined together by Levenberg-Marquardt in log frequency, log Q and dB, inside bounds: ±12 dB,
/// Q at most 3, centres that never pass each other.
/// </summary>
internal static class BandFit
{
    public const int MaxBands = 8;
    public const double LimitDb = 12, MaxQ = 3, MinQ = 0.3;
    private const double MinShelfQ = 0.4, MaxShelfQ = 0.7071;
    /// <summary>Centres stay at least this many octaves apart.</summary>
    private const double Spacing = 0.25;
    /// <summary>A band that improves the RMS error by less than this many dB is not worth its place.</summary>
    private const double WorthDb = 0.05;
    /// <summary>Keeps gains from growing against each other: weight of a squared dB of gain against one of error.</summary>
    private const double Restraint = 2e-5;

    private sealed class Band(EqType type, double logHz, double logQ, double db)
    {
        public EqType Type = type;
        public double LogHz = logHz, LogQ = logQ, Db = db;
        public double LowHz, HighHz;
        public Band Copy() => new(Type, LogHz, LogQ, Db) { LowHz = LowHz, HighHz = HighHz };
        public double At(double hz) => BandResponse.Db(Type, Math.Pow(2, LogHz), Math.Pow(2, LogQ), Db, hz);
    }

    /// <summary>The bands, by rising frequency, and the level offset that is left to a plain gain.</summary>
    /// <param name="start">Bands to refine instead of starting from none.</param>
    /// <param name="thorough">
    /// Whether bands are exchanged for better ones: where nothing comes after them to mend what they leave. It is also done where they leave
    /// more than a match FIR could mend.
    /// </param>
    public static (IReadOnlyList<EqBand> Bands, double Offset) Fit(
        List<WantedPoint> points, BoostLimits limits, int maxBands, IReadOnlyList<EqBand>? start = null, bool thorough = false)
    {
        if (points.Count < 4) return ([], WantedCurve.Offset(points));
        var offset = WantedCurve.Offset(points);
        // The sizes ask at the same centres; an equaliser answers all of them alike.
        var places = points.GroupBy(p => p.Band.Centre).OrderBy(g => g.Key).ToArray();
        var hz = places.Select(g => g.Key).ToArray();
        var weights = places.Select(g => g.Sum(p => p.Weight)).ToArray();
        var wanted = places.Select((g, i) => g.Sum(p => p.Weight * p.Db) / weights[i]).ToArray();
        for (var i = 0; i < wanted.Length; i++) wanted[i] = Math.Min(wanted[i], offset + limits.MaxBoost(hz[i]));
        var (low, high) = (Math.Log2(hz.Min()), Math.Log2(hz.Max()));

        var bands = start is null
            ? []
            : start.Select(b => new Band(b.Type, Math.Log2(b.Frequency.Value), Math.Log2(b.Q), b.Gain.Value)).OrderBy(b => b.LogHz).ToList();
        if (bands.Count > 0) offset = Refine(bands, offset, hz, wanted, weights, low, high, 20);
        var error = Error(bands, offset, hz, wanted, weights);
        while (bands.Count < maxBands && error > 0.02)
        {
            var best = default((List<Band> Bands, double Offset, double Error)?);
            foreach (var candidate in Candidates(bands, offset, hz, wanted, low, high))
            {
                var trial = bands.Select(b => b.Copy()).Append(candidate).OrderBy(b => b.LogHz).ToList();
                var o = Refine(trial, offset, hz, wanted, weights, low, high, 5);
                var e = Error(trial, o, hz, wanted, weights);
                if (best is null || e < best.Value.Error) best = (trial, o, e);
            }
            if (best is null || error - best.Value.Error < WorthDb * (bands.Count < 4 ? 0.2 : 1)) break;
            (bands, offset, error) = best.Value;
        }
        if (bands.Count > 0) offset = Refine(bands, offset, hz, wanted, weights, low, high, 40);
        if (thorough || Worst(bands, offset, hz, wanted) > SpectralFit.LimitDb) (bands, offset) = Exchange(bands, offset, hz, wanted, weights, low, high);
        return ([.. bands.Where(b => Math.Abs(b.Db) >= 0.1).Select(b =>
            new EqBand(b.Type, new Hertz(Math.Pow(2, b.LogHz)), Math.Pow(2, b.LogQ), new Decibels(b.Db)))], offset);
    }

    /// <summary>Bands that were placed early can stand where later ones made them needless: each in turn is given up for a better one.</summary>
    private static (List<Band> Bands, double Offset) Exchange(
        List<Band> bands, double offset, double[] hz, double[] wanted, double[] weights, double low, double high)
    {
        var error = Error(bands, offset, hz, wanted, weights);
        for (var round = 0; round < 3; round++)
        {
            var before = error;
            for (var given = 0; given < bands.Count; given++)
            {
                var fewer = bands.Where((_, i) => i != given).Select(b => b.Copy()).ToList();
                var o = Refine(fewer, offset, hz, wanted, weights, low, high, 4);
                foreach (var candidate in Candidates(fewer, o, hz, wanted, low, high).ToArray())
                {
                    var trial = fewer.Select(b => b.Copy()).Append(candidate).OrderBy(b => b.LogHz).ToList();
                    var to = Refine(trial, o, hz, wanted, weights, low, high, 15);
                    var e = Error(trial, to, hz, wanted, weights);
                    if (e < error - 0.01) (bands, offset, error) = (trial, to, e);
                }
            }
            if (error > before - 0.02) break;
        }
        return (bands, Refine(bands, offset, hz, wanted, weights, low, high, 40));
    }

    private static IEnumerable<Band> Candidates(List<Band> bands, double offset, double[] hz, double[] wanted, double low, double high)
    {
        if (bands.All(b => b.Type != EqType.LowShelf)) yield return new Band(EqType.LowShelf, Math.Max(low + 1, Math.Log2(80)), -0.5, 0.01);
        if (bands.All(b => b.Type != EqType.HighShelf)) yield return new Band(EqType.HighShelf, Math.Min(high - 1, Math.Log2(6000)), -0.5, 0.01);
        // Where half an octave of remainder is greatest, the two such places that lie apart from each other.
        var found = new List<(double LogHz, double Db)>();
        for (var c = low; c <= high; c += 1.0 / 6)
        {
            if (bands.Any(b => Math.Abs(b.LogHz - c) < Spacing * 1.2)) continue;
            double sum = 0, count = 0;
            for (var i = 0; i < hz.Length; i++)
            {
                if (Math.Abs(Math.Log2(hz[i]) - c) > 0.25) continue;
                sum += wanted[i] - offset - bands.Sum(b => b.At(hz[i]));
                count++;
            }
            if (count > 0) found.Add((c, sum / count));
        }
        foreach (var first in found.OrderByDescending(f => Math.Abs(f.Db)).Take(1))
        {
            yield return new Band(EqType.Peaking, first.LogHz, 0, Math.Clamp(first.Db, -6, 6));
            foreach (var second in found.Where(f => Math.Abs(f.LogHz - first.LogHz) > 0.6).OrderByDescending(f => Math.Abs(f.Db)).Take(1))
                yield return new Band(EqType.Peaking, second.LogHz, 0, Math.Clamp(second.Db, -6, 6));
        }
    }

    private static double Worst(List<Band> bands, double offset, double[] hz, double[] wanted) =>
        Enumerable.Range(0, hz.Length).Max(i => Math.Abs(wanted[i] - offset - bands.Sum(b => b.At(hz[i]))));

    private static double Error(List<Band> bands, double offset, double[] hz, double[] wanted, double[] weights)
    {
        double sum = 0, total = 0;
        for (var i = 0; i < hz.Length; i++)
        {
            var e = wanted[i] - offset - bands.Sum(b => b.At(hz[i]));
            sum += weights[i] * e * e;
            total += weights[i];
        }
        return Math.Sqrt(sum / total);
    }

    private static double Refine(
        List<Band> bands, double offset, double[] hz, double[] wanted, double[] weights, double low, double high, int rounds)
    {
        Fence(bands, low, high);
        var (n, m) = (hz.Length, 3 * bands.Count + 1);
        var total = weights.Sum();
        var (remainder, weighted) = (new double[n], new double[n]);
        var values = bands.Select(b => Evaluate(b, hz)).ToArray();
        var (cost, damping) = (Cost(bands, offset, values, wanted, weights, total), 1e-2);
        for (var round = 0; round < rounds && damping < 1e6; round++)
        {
            var jacobian = new double[m][];
            for (var b = 0; b < bands.Count; b++)
                for (var k = 0; k < 3; k++) jacobian[3 * b + k] = Derivative(bands[b], k, hz, values[b]);
            jacobian[m - 1] = [.. Enumerable.Repeat(1.0, n)];
            var normal = Matrix<double>.Build.Dense(m, m);
            var right = Vector<double>.Build.Dense(m);
            for (var i = 0; i < n; i++) remainder[i] = Remainder(i);
            for (var a = 0; a < m; a++)
            {
                var ja = jacobian[a];
                for (var i = 0; i < n; i++) weighted[i] = weights[i] / total * ja[i];
                var slope = 0.0;
                for (var i = 0; i < n; i++) slope += weighted[i] * remainder[i];
                right[a] = slope;
                for (var c = 0; c <= a; c++)
                {
                    var (jc, sum) = (jacobian[c], 0.0);
                    for (var i = 0; i < n; i++) sum += weighted[i] * jc[i];
                    normal[a, c] = normal[c, a] = sum;
                }
            }
            for (var b = 0; b < bands.Count; b++)
            {
                normal[3 * b + 2, 3 * b + 2] += Restraint;
                right[3 * b + 2] -= Restraint * bands[b].Db;
            }
            var improved = false;
            while (!improved && damping < 1e6)
            {
                var damped = normal.Clone();
                for (var a = 0; a < m; a++) damped[a, a] = normal[a, a] * (1 + damping) + 1e-9;
                var step = damped.Cholesky().Solve(right);
                var trial = bands.Select((b, i) => Moved(b, step[3 * i], step[3 * i + 1], step[3 * i + 2])).ToList();
                var trialOffset = offset + step[m - 1];
                var trialValues = trial.Select(b => Evaluate(b, hz)).ToArray();
                var trialCost = Cost(trial, trialOffset, trialValues, wanted, weights, total);
                if (trialCost < cost)
                {
                    improved = true;
                    var gain = cost - trialCost;
                    (offset, values, cost, damping) = (trialOffset, trialValues, trialCost, Math.Max(damping * 0.3, 1e-6));
                    for (var b = 0; b < bands.Count; b++) bands[b] = trial[b];
                    if (gain < 1e-5 * cost) return offset;
                }
                else damping *= 4;
            }
            double Remainder(int i)
            {
                var r = wanted[i] - offset;
                foreach (var v in values) r -= v[i];
                return r;
            }
        }
        return offset;
    }

    /// <summary>Each centre's own range: halfway to its neighbours, less half of the least spacing.</summary>
    private static void Fence(List<Band> bands, double low, double high)
    {
        for (var b = 0; b < bands.Count; b++)
        {
            bands[b].LowHz = b == 0 ? low : (bands[b - 1].LogHz + bands[b].LogHz) / 2 + Spacing / 2;
            bands[b].HighHz = b == bands.Count - 1 ? high : (bands[b].LogHz + bands[b + 1].LogHz) / 2 - Spacing / 2;
        }
    }

    private static Band Moved(Band b, double dHz, double dQ, double dDb)
    {
        var shelf = b.Type != EqType.Peaking;
        var moved = b.Copy();
        moved.LogHz = b.LowHz < b.HighHz ? Math.Clamp(b.LogHz + Math.Clamp(dHz, -0.5, 0.5), b.LowHz, b.HighHz) : b.LogHz;
        moved.LogQ = Math.Clamp(b.LogQ + Math.Clamp(dQ, -1, 1), Math.Log2(shelf ? MinShelfQ : MinQ), Math.Log2(shelf ? MaxShelfQ : MaxQ));
        moved.Db = Math.Clamp(b.Db + dDb, -LimitDb, LimitDb);
        return moved;
    }

    private static double[] Evaluate(Band b, double[] hz)
    {
        var (f, q) = (Math.Pow(2, b.LogHz), Math.Pow(2, b.LogQ));
        var v = new double[hz.Length];
        var shape = new BandShape(b.Type, f, q, b.Db);
        for (var i = 0; i < v.Length; i++) v[i] = shape.Db(hz[i]);
        return v;
    }

    private static double[] Derivative(Band b, int parameter, double[] hz, double[] here)
    {
        const double step = 1e-4;
        var moved = b.Copy();
        if (parameter == 0) moved.LogHz += step;
        else if (parameter == 1) moved.LogQ += step;
        else moved.Db += step;
        var v = Evaluate(moved, hz);
        for (var i = 0; i < v.Length; i++) v[i] = (v[i] - here[i]) / step;
        return v;
    }

    private static double Cost(List<Band> bands, double offset, double[][] values, double[] wanted, double[] weights, double total)
    {
        var sum = 0.0;
        for (var i = 0; i < wanted.Length; i++)
        {
            var e = wanted[i] - offset;
            foreach (var v in values) e -= v[i];
            sum += weights[i] / total * e * e;
        }
        foreach (var b in bands) sum += Restraint * b.Db * b.Db;
        return sum;
    }
}
