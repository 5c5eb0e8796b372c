using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// What a compressor's detector sees of a stereo stretch, in steps of 1 ms at 48 kHz, and the gain that a compressor of given
/// parameters has on it: the chain's compressor (linked, gain computer in dB with soft knee, smooth decoupled attack and release;
/// Giannoulis, Massberg and Reiss 2012) at the rate of the steps.
/// </summary>
public sealed class LevelSteps
{
    private const double StepMs = 1;
    private readonly double[] _leftSquare;
    private readonly double[] _rightSquare;

    public LevelSteps(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var steps = left.Length / GainTrack.StepFrames;
        _leftSquare = new double[steps];
        _rightSquare = new double[steps];
        PeakDb = new double[steps];
        for (var s = 0; s < steps; s++)
        {
            double l = 0, r = 0, peak = 0;
            for (var i = s * GainTrack.StepFrames; i < (s + 1) * GainTrack.StepFrames; i++)
            {
                double a = left[i], b = right[i];
                l += a * a;
                r += b * b;
                peak = Math.Max(peak, Math.Max(Math.Abs(a), Math.Abs(b)));
            }
            _leftSquare[s] = l / GainTrack.StepFrames;
            _rightSquare[s] = r / GainTrack.StepFrames;
            PeakDb[s] = 20 * Math.Log10(peak + 1e-9);
        }
    }

    /// <summary>Largest absolute value of both channels per step, dBFS.</summary>
    public double[] PeakDb { get; }

    /// <summary>Gain in dB per step, makeup left out.</summary>
    /// <param name="gain">As many values as steps.</param>
    public void GainDb(CompressorSpec spec, Span<double> gain)
    {
        var threshold = spec.Threshold.Value;
        var knee = spec.Knee.Value;
        var slope = 1 - 1 / spec.Ratio;
        var attack = Math.Exp(-StepMs / (spec.Attack.Value * 1000));
        var release = Math.Exp(-StepMs / (spec.Release.Value * 1000));
        var mean = Math.Exp(-StepMs / (spec.RmsTime.Value * 1000));
        double left = 0, right = 0, held = 0, smooth = 0;
        for (var s = 0; s < gain.Length; s++)
        {
            double level;
            if (spec.Detector == Detector.Rms)
            {
                left = mean * left + (1 - mean) * _leftSquare[s];
                right = mean * right + (1 - mean) * _rightSquare[s];
                level = 10 * Math.Log10(Math.Max(left, right) + 1e-18);
            }
            else
            {
                level = PeakDb[s];
            }
            var over = level - threshold;
            var reduction = over <= -knee / 2 ? 0 : over >= knee / 2 ? slope * over : slope * (over + knee / 2) * (over + knee / 2) / (2 * knee);
            held = Math.Max(reduction, release * held + (1 - release) * reduction);
            smooth = attack * smooth + (1 - attack) * held;
            gain[s] = -smooth;
        }
    }
}
