namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// The course of energy of a whole file in steps of 5 ms, from which two recordings of one performance are brought together coarsely.
/// Add is called with successive samples; memory grows by 4 bytes a step (9 MB for three hours).
/// </summary>
public sealed class OnsetEnvelope
{
    public const double StepSeconds = 0.005;
    private readonly List<float> _energyDb = [];
    private readonly double _framesPerStep;
    private double _energy;
    private double _differenceState;
    private long _frame;
    private double _boundary;

    public OnsetEnvelope(double sampleRate)
    {
        _framesPerStep = sampleRate * StepSeconds;
        _boundary = _framesPerStep;
    }

    public int Steps => _energyDb.Count;

    /// <summary>Mono samples, full scale 1.0. A first difference weighs onsets of the treble, which processing moves least.</summary>
    public void Add(ReadOnlySpan<double> samples)
    {
        foreach (var sample in samples)
        {
            var d = sample - 0.9 * _differenceState;
            _differenceState = sample;
            _energy += d * d;
            if (++_frame < _boundary) continue;
            _energyDb.Add((float)(10 * Math.Log10(_energy / _framesPerStep + 1e-9)));
            _energy = 0;
            _boundary += _framesPerStep;
        }
    }

    /// <summary>
    /// Rises of the level in dB, falls as zero, less their mean: what stays alike under gain, EQ and compression. Each value is the sum
    /// over so many steps; an incomplete group at the end is left out.
    /// </summary>
    public double[] Onsets(int steps)
    {
        var onsets = new double[_energyDb.Count / steps];
        for (var i = 2; i < onsets.Length * steps; i++) onsets[i / steps] += Math.Clamp(_energyDb[i] - _energyDb[i - 2], 0, 12);
        var mean = onsets.Length == 0 ? 0 : onsets.Average();
        for (var i = 0; i < onsets.Length; i++) onsets[i] -= mean;
        return onsets;
    }
}
