namespace NTWorkstation.Audio.Decode.TestSignal;

/// <summary>
/// One channel of noise whose power falls by 3 dB an octave: a sum of white noises through one-pole low-passes whose corners lie two octaves
/// apart. Within 0.25 dB of 1/f from a 2400th of the rate (20 Hz at 48 kHz) to 0.4535 of it. RMS 1.
/// </summary>
/// <remarks>
/// Every segment begins from filters that ran in over the frames before it, from zero: by then what was before has decayed below the last bit
/// (0.9969^16384 = 1e-22), so the border is not there, and any frame can be reached by way of its segment's beginning.
/// </remarks>
internal sealed class PinkNoise
{
    private const int Segment = 1 << 17;
    private const int RunIn = 1 << 14;

    // Weights fitted to 1/f (least squares, repeated with weights until the largest errors were equal).
    private static readonly double[] Poles =
        [0.9969367398092256, 0.9878031457257516, 0.9520979267837046, 0.8217249580338772, 0.45593812776599624, 0.2];
    private static readonly double[] Weights =
        [14.244645597548809, 3.515046721956591, 3.121413100683828, 0.9557134281112604, 0.8014298174526047, 0.2581958088050637];

    private readonly ulong[] _keys = new ulong[Poles.Length];
    private readonly double[] _state = new double[Poles.Length];
    private long _at = -1;

    public PinkNoise(int seed, int channel)
    {
        for (var row = 0; row < _keys.Length; row++) _keys[row] = Noise.Key(seed, channel, row + 1);
    }

    public void Fill(long frame, double factor, Span<double> target)
    {
        if (frame != _at) GoTo(frame);
        for (var i = 0; i < target.Length; i++)
        {
            if (_at % Segment == 0) Begin(_at);
            target[i] = factor * Step(_at++);
        }
    }

    private void GoTo(long frame)
    {
        _at = frame - frame % Segment;
        Begin(_at);
        while (_at < frame) Step(_at++);
    }

    private void Begin(long segment)
    {
        Array.Clear(_state);
        for (var frame = segment - RunIn; frame < segment; frame++) Step(frame);
    }

    private double Step(long frame)
    {
        double sum = 0;
        for (var row = 0; row < _state.Length; row++)
        {
            var pole = Poles[row];
            _state[row] = Math.FusedMultiplyAdd(pole, _state[row], (1 - pole) * Weights[row] * Noise.At(_keys[row], frame));
            sum += _state[row];
        }
        return sum;
    }
}
