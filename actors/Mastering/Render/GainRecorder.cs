using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Follows the gain of one dynamics stage in 10 ms frames: a curve of at most 2,000 points, and its distribution.</summary>
internal sealed class GainRecorder(string stage, int index)
{
    private const int MostPoints = 2000;
    private const double BinDb = 0.05;
    private readonly List<float> _points = [];
    private readonly long[] _reduction = new long[1200];
    private int _framesPerPoint = 1;
    private int _pending;
    private float _extreme;
    private long _frames;
    private long _limited;

    public string Stage => stage;

    public void Read(IRunningGraph graph, Span<float> scratch)
    {
        var got = graph.ReadGainHistory(index, scratch);
        for (var i = 0; i < got; i++) Add(scratch[i]);
    }

    /// <summary>Share of frames with more than 0.1 dB of reduction.</summary>
    public double ReducedShare => _frames == 0 ? 0 : (double)_limited / _frames;

    public Decibels ReductionPercentile(double share)
    {
        var wanted = share * _frames;
        long below = 0;
        for (var bin = 0; bin < _reduction.Length; bin++)
        {
            below += _reduction[bin];
            if (below >= wanted && _frames > 0) return new(bin * BinDb);
        }
        return new(0);
    }

    public GainCurve Curve()
    {
        var points = _pending > 0 ? [.. _points, _extreme] : _points.ToArray();
        return new GainCurve(stage, new(0.010 * _framesPerPoint), points);
    }

    private void Add(float db)
    {
        _frames++;
        if (db < -0.1f) _limited++;
        _reduction[(int)Math.Clamp(Math.Round(-db / BinDb), 0, _reduction.Length - 1)]++;
        if (_pending == 0 || Math.Abs(db) > Math.Abs(_extreme)) _extreme = db;
        if (++_pending < _framesPerPoint) return;
        _points.Add(_extreme);
        _pending = 0;
        if (_points.Count < MostPoints) return;
        for (var i = 0; i < MostPoints / 2; i++)
        {
            var (a, b) = (_points[2 * i], _points[2 * i + 1]);
            _points[i] = Math.Abs(a) > Math.Abs(b) ? a : b;
        }
        _points.RemoveRange(MostPoints / 2, _points.Count - MostPoints / 2);
        _framesPerPoint *= 2;
    }
}
