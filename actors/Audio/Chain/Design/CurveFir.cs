using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Design;

/// <summary>
/// Designs the FIR of a match curve at a sample rate. Linear phase by frequency sampling and a window; minimum phase by the folded
/// cepstrum (Oppenheim and Schafer). The taps are the same bits on every machine.
/// </summary>
public static class CurveFir
{
    // Resolves 1/6 octave from 60 Hz on at 44.1 kHz: 8191 taps are 186 ms.
    private const double TapsPerHertz = 8192 / 48000.0;
    private const int LeastTaps = 1024;

    /// <summary>Taps at a rate: a power of two less one, so that the delay of linear phase is a whole number of frames.</summary>
    public static int TapCount(SampleRate rate)
    {
        var wanted = TapsPerHertz * rate.Hz;
        var size = LeastTaps;
        while (size < wanted * 0.75) size *= 2;
        return size - 1;
    }

    public static FirSpec Design(MatchCurve curve, SampleRate rate, bool mono, IFourier fourier)
    {
        var taps = TapCount(rate);
        // Eight times the taps: the cepstrum of a smooth curve has died away long before it folds over.
        var size = (taps + 1) * 8;
        using var plan = fourier.Real(size);
        var mid = Taps(curve.Frequencies, curve.MidDb, curve.LinearPhase, rate, taps, plan);
        var side = curve.SideDb is null || mono ? null : Taps(curve.Frequencies, curve.SideDb, curve.LinearPhase, rate, taps, plan);
        return new FirSpec(mid, side is null ? (ReadOnlyMemory<double>?)null : side, curve.LinearPhase ? (taps - 1) / 2 : 0);
    }

    private static double[] Taps(
        IReadOnlyList<Hertz> frequencies, IReadOnlyList<Decibels> db, bool linear, SampleRate rate, int taps, IFourierTransform plan)
    {
        var gain = Sample(frequencies, db, rate, plan);
        var impulse = linear ? ZeroPhase(gain, plan) : MinimumPhase(gain, plan);
        var h = new double[taps];
        if (linear)
        {
            var centre = (taps - 1) / 2;
            for (var i = 0; i <= centre; i++)
            {
                // Hann over the whole length: side lobes of a curve's kinks stay below what ±12 dB could hide.
                var w = 0.5 + 0.5 * PortableMath.CosSin(Math.PI * i / (centre + 1)).Cos;
                h[centre + i] = h[centre - i] = impulse[i] * w;
            }
            return h;
        }
        var fade = taps / 4;
        for (var i = 0; i < taps; i++)
        {
            var left = taps - i;
            h[i] = impulse[i] * (left >= fade ? 1 : 0.5 - 0.5 * PortableMath.CosSin(Math.PI * left / fade).Cos);
        }
        return h;
    }

    /// <summary>The curve in dB at every bin; straight over log frequency between points, held outside.</summary>
    private static double[] Sample(IReadOnlyList<Hertz> frequencies, IReadOnlyList<Decibels> db, SampleRate rate, IFourierTransform plan)
    {
        var x = new double[frequencies.Count];
        for (var i = 0; i < x.Length; i++) x[i] = PortableMath.Log2(frequencies[i].Value);
        var gain = new double[plan.Bins];
        var at = 0;
        for (var k = 0; k < gain.Length; k++)
        {
            var f = k == 0 ? double.NegativeInfinity : PortableMath.Log2(k * rate.Hz / plan.Size);
            while (at < x.Length && x[at] <= f) at++;
            if (at == 0) gain[k] = db[0].Value;
            else if (at == x.Length) gain[k] = db[^1].Value;
            else gain[k] = db[at - 1].Value + (db[at].Value - db[at - 1].Value) * ((f - x[at - 1]) / (x[at] - x[at - 1]));
        }
        return gain;
    }

    private static double[] ZeroPhase(double[] gainDb, IFourierTransform plan)
    {
        var real = new double[plan.Bins];
        for (var k = 0; k < real.Length; k++) real[k] = PortableMath.Amplitude(gainDb[k]);
        var impulse = new double[plan.Size];
        plan.Inverse(real, new double[plan.Bins], impulse);
        return impulse;
    }

    private static double[] MinimumPhase(double[] gainDb, IFourierTransform plan)
    {
        const double neperPerDb = 0.11512925464970228420;
        var real = new double[plan.Bins];
        var imaginary = new double[plan.Bins];
        for (var k = 0; k < real.Length; k++) real[k] = gainDb[k] * neperPerDb;
        var cepstrum = new double[plan.Size];
        plan.Inverse(real, imaginary, cepstrum);
        for (var n = 1; n < plan.Size / 2; n++) cepstrum[n] *= 2;
        Array.Clear(cepstrum, plan.Size / 2 + 1, plan.Size / 2 - 1);
        plan.Forward(cepstrum, real, imaginary);
        for (var k = 0; k < real.Length; k++)
        {
            var magnitude = PortableMath.Exp(real[k]);
            var (cos, sin) = PortableMath.CosSin(imaginary[k]);
            real[k] = magnitude * cos;
            imaginary[k] = magnitude * sin;
        }
        var impulse = cepstrum;
        plan.Inverse(real, imaginary, impulse);
        return impulse;
    }
}
