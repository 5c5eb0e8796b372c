using System.Numerics;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// Linear response and gain over time, estimated in turns. Every pass goes through the stretches one after another and keeps only
/// sums: beside the stretches themselves one filtered stretch is held.
/// </summary>
internal sealed class IdentificationPasses
{
    private readonly IReadOnlyList<PairedExcerpt> _excerpts;
    private readonly ResponseFilter _midFilter, _sideFilter;
    private readonly TransferEstimate _midEstimate, _sideEstimate;
    private readonly float[] _mid, _side;

    /// <param name="plan">A real transform of <see cref="TransferEstimate.Size"/>.</param>
    public IdentificationPasses(IFourierTransform plan, IReadOnlyList<PairedExcerpt> excerpts)
    {
        _excerpts = excerpts;
        (_midFilter, _sideFilter) = (new ResponseFilter(plan), new ResponseFilter(plan));
        (_midEstimate, _sideEstimate) = (new TransferEstimate(plan), new TransferEstimate(plan));
        var longest = excerpts.Max(e => e.Length);
        (_mid, _side) = (new float[longest], new float[longest]);
        HasSide = excerpts.Sum(e => Power(e.TargetSide)) > 1e-5 * excerpts.Sum(e => Power(e.TargetMid));
    }

    public bool HasSide { get; }
    /// <summary>Response of the mid per bin; empty before the first pass.</summary>
    public Complex[] Mid { get; private set; } = [];
    /// <summary>Response of the side; the mid's where there is no side.</summary>
    public Complex[] Side { get; private set; } = [];
    /// <summary>Coherence of the mid per bin, 0…1.</summary>
    public double[] Coherence { get; private set; } = [];
    /// <summary>Its mean over 100 Hz to 8 kHz, weighted by energy.</summary>
    public double MeanCoherence { get; private set; }
    /// <summary>Root mean square of what the last pass changed in the mid's response, in dB, over 100 Hz to 8 kHz.</summary>
    public double ChangeDb { get; private set; } = double.PositiveInfinity;

    /// <summary>Refines the response by one pass.</summary>
    public void Next()
    {
        _midEstimate.Clear();
        _sideEstimate.Clear();
        double gains = 0;
        long count = 0;
        foreach (var e in _excerpts)
        {
            if (Mid.Length == 0)
            {
                _midEstimate.Add(e.TargetMid, e.ReferenceMid);
                if (HasSide) _sideEstimate.Add(e.TargetSide, e.ReferenceSide);
                continue;
            }
            // The gain comes after the response and does not commute with it: later passes estimate only what is still missing after
            // both, which is small and does.
            var track = Filter(e);
            for (var s = 0; s < track.GainDb.Length; s++)
            {
                if (track.Weight[s] <= 0) continue;
                gains += track.GainDb[s];
                count++;
            }
            track.Apply(_mid.AsSpan(0, e.Length));
            _midEstimate.Add(_mid.AsSpan(0, e.Length), e.ReferenceMid);
            if (!HasSide) continue;
            track.Apply(_side.AsSpan(0, e.Length));
            _sideEstimate.Add(_side.AsSpan(0, e.Length), e.ReferenceSide);
        }
        // The level of the response and of the gain are one degree of freedom: the gain's mean counts as 0 dB, the response keeps it.
        var scale = count == 0 ? 1 : Math.Pow(10, gains / count / 20);
        var correction = _midEstimate.Response();
        if (Mid.Length > 0) ChangeDb = Math.Sqrt(MeanOver([.. correction.Select(c => Square(scale * Complex.Abs(c)))], _midEstimate.InputPower, 100, 8000));
        Mid = Refined(Mid, correction, scale);
        Side = HasSide ? Refined(Side, _sideEstimate.Response(), scale) : Mid;
        Coherence = _midEstimate.Coherence();
        MeanCoherence = MeanOver(Coherence, _midEstimate.InputPower, 100, 8000);
        _midFilter.Set(Mid);
        _sideFilter.Set(Side);
    }

    /// <summary>What goes into the compressor of each stretch, and the gain measured after it, with the response without level.</summary>
    public ((LevelSteps Levels, GainTrack Gain)[] Stretches, Decibels Unexplained) Result(double levelDb)
    {
        var results = new (LevelSteps, GainTrack)[_excerpts.Count];
        double rest = 0, all = 0;
        var scale = Math.Pow(10, -levelDb / 20);
        for (var i = 0; i < results.Length; i++)
        {
            var e = _excerpts[i];
            var mid = _mid.AsSpan(0, e.Length);
            var side = _side.AsSpan(0, e.Length);
            var track = Filter(e);
            PairedExcerpt.Rotate(mid, side);
            Scale(mid, scale);
            Scale(side, scale);
            results[i] = (new LevelSteps(mid, side), track = track.Raised(levelDb));
            PairedExcerpt.Rotate(mid, side);
            track.Apply(mid);
            track.Apply(side);
            rest += Distance(mid, e.ReferenceMid) + Distance(side, e.ReferenceSide);
            all += Power(e.ReferenceMid.AsSpan(0, e.Length)) + Power(e.ReferenceSide.AsSpan(0, e.Length));
        }
        return (results, Decibels.FromPower(rest / all + 1e-12));
    }

    private GainTrack Filter(PairedExcerpt e)
    {
        var mid = _mid.AsSpan(0, e.Length);
        var side = _side.AsSpan(0, e.Length);
        _midFilter.Apply(e.TargetMid, mid);
        if (HasSide) _sideFilter.Apply(e.TargetSide, side);
        else side.Clear();
        return GainTrack.Measure(mid, side, e.ReferenceMid, e.ReferenceSide);
    }

    private static Complex[] Refined(Complex[] response, Complex[] correction, double scale)
    {
        if (response.Length == 0) return correction;
        for (var k = 0; k < correction.Length; k++) correction[k] *= response[k] * scale;
        return correction;
    }

    // Of an amplitude in dB.
    private static double Square(double amplitude)
    {
        var db = 20 * Math.Log10(amplitude + 1e-9);
        return db * db;
    }

    private static double MeanOver(double[] values, ReadOnlySpan<double> power, double low, double high)
    {
        double sum = 0, weights = 0;
        for (var k = 0; k < values.Length; k++)
        {
            var hertz = k * 48000.0 / TransferEstimate.Size;
            if (hertz < low || hertz > high) continue;
            // Square root: one loud bass note shall not speak for the whole band.
            var weight = Math.Sqrt(power[k] / Math.Max(hertz, 1));
            sum += weight * values[k];
            weights += weight;
        }
        return weights <= 0 ? 0 : sum / weights;
    }

    private static void Scale(Span<float> x, double factor)
    {
        for (var i = 0; i < x.Length; i++) x[i] = (float)(x[i] * factor);
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        return sum;
    }

    private static double Power(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (double v in x) sum += v * v;
        return sum;
    }
}
