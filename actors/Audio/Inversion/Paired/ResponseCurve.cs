using System.Numerics;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>A response per bin as a curve of 1/12 octave, believed where the coherence allows and carried on from there elsewhere.</summary>
internal sealed class ResponseCurve
{
    /// <summary>Coherence from which a point counts as measured.</summary>
    public const double Believable = 0.6;
    private readonly Complex[] _mid;

    public ResponseCurve(Complex[] mid, Complex[]? side, double[] coherence)
    {
        _mid = mid;
        var frequencies = new List<Hertz>();
        for (var f = 20.0; f < 20500; f *= Math.Pow(2, 1 / 12.0)) frequencies.Add(new Hertz(f));
        Frequencies = frequencies;
        Coherence = [.. frequencies.Select(f => Weighted(f.Value, coherence, k => coherence[k]))];
        MidDb = Curve(mid, coherence);
        SideDb = side is null ? null : Curve(side, coherence);
    }

    public IReadOnlyList<Hertz> Frequencies { get; }
    public IReadOnlyList<double> Coherence { get; }
    public double[] MidDb { get; }
    public double[]? SideDb { get; }

    /// <summary>The curve's 0 dB, see <see cref="EqualiserLevel"/>; failing that, the level at which most of 60 Hz to 14 kHz lies.</summary>
    public double LevelDb()
    {
        var values = MidDb.Where((_, i) => Frequencies[i].Value is > 60 and < 14000).Order().ToArray();
        var best = values[values.Length / 2];
        var most = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var j = i;
            while (j < values.Length && values[j] < values[i] + 0.6) j++;
            if (j - i <= most) continue;
            most = j - i;
            best = values[i..j].Average();
        }
        // Where no level is common (a tilt), the median stands for it.
        var common = most >= values.Length / 6 ? best : values[values.Length / 2];
        var believed = Enumerable.Range(0, MidDb.Length).Where(i => Coherence[i] >= Believable && Frequencies[i].Value is > 30 and < 16000).ToArray();
        return EqualiserLevel.Find([.. believed.Select(i => Frequencies[i].Value)], [.. believed.Select(i => MidDb[i])], common);
    }

    /// <summary>
    /// How much of the mid's impulse comes more than 15 ms after its peak, between 500 Hz and 8 kHz: there an equaliser has rung out,
    /// a room has not.
    /// </summary>
    public Decibels LateEnergy(IFourierTransform plan)
    {
        var middle = new TransformBuffer(plan);
        for (var k = 0; k < _mid.Length; k++)
            if (k * 48000.0 / TransferEstimate.Size is >= 500 and <= 8000) (middle.Real[k], middle.Imaginary[k]) = (_mid[k].Real, _mid[k].Imaginary);
        middle.Inverse();
        var impulse = middle.Samples;
        var peak = 0;
        for (var i = 0; i < impulse.Length; i++)
            if (Math.Abs(impulse[i]) > Math.Abs(impulse[peak])) peak = i;
        double all = 0, late = 0;
        for (var i = 0; i < impulse.Length / 2; i++)
        {
            var value = impulse[(peak + i) % impulse.Length];
            all += value * value;
            if (i > 720) late += value * value;
        }
        return Decibels.FromPower(late / Math.Max(all, 1e-30) + 1e-12);
    }

    /// <summary>Gain of what comes straight, from 100 Hz to 12 kHz: the impulse's value at time 0.</summary>
    public double Direct(double[] coherence)
    {
        double sum = 0, weights = 0;
        for (var k = 0; k < _mid.Length; k++)
        {
            if (k * 48000.0 / TransferEstimate.Size is < 100 or > 12000) continue;
            sum += coherence[k] * _mid[k].Real;
            weights += coherence[k];
        }
        return weights <= 0 ? 0 : sum / weights;
    }

    private double[] Curve(Complex[] response, double[] coherence)
    {
        var db = new double[Frequencies.Count];
        var known = new bool[db.Length];
        for (var i = 0; i < db.Length; i++)
        {
            var power = Weighted(Frequencies[i].Value, coherence, k => response[k].Real * response[k].Real + response[k].Imaginary * response[k].Imaginary);
            known[i] = power > 1e-9 && Coherence[i] >= Believable;
            db[i] = known[i] ? 10 * Math.Log10(power) : 0;
        }
        if (!known.Contains(true)) return db;
        for (var i = 0; i < db.Length; i++)
        {
            if (known[i]) continue;
            var below = i - 1;
            while (below >= 0 && !known[below]) below--;
            var above = i + 1;
            while (above < db.Length && !known[above]) above++;
            db[i] = below < 0 ? db[above]
                : above >= db.Length ? db[below]
                : db[below] + (db[above] - db[below]) * (i - below) / (above - below);
        }
        return db;
    }

    // Mean over 1/12 octave, at least the three nearest bins, each counted by its coherence.
    private static double Weighted(double f, double[] coherence, Func<int, double> value)
    {
        const double bin = 48000.0 / TransferEstimate.Size;
        var low = Math.Min((int)Math.Floor(f * Math.Pow(2, -1 / 24.0) / bin), (int)Math.Round(f / bin) - 1);
        var high = Math.Max((int)Math.Ceiling(f * Math.Pow(2, 1 / 24.0) / bin), (int)Math.Round(f / bin) + 1);
        double sum = 0, weights = 0;
        for (var k = Math.Max(1, low); k <= Math.Min(high, coherence.Length - 1); k++)
        {
            var weight = Math.Pow(coherence[k], 4) + 1e-9;
            sum += weight * value(k);
            weights += weight;
        }
        return sum / weights;
    }
}
