using System.Numerics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// The impulse response h that makes x∗h nearest to y, by conjugate gradients on the normal equations with a circulant preconditioner
/// (Chan and Jin, An Introduction to Iterative Toeplitz Solvers, 2007). Unlike a quotient of averaged spectra it is not biased where
/// the response is as long as the frames, as a room's is. Where x holds no energy, h stays 0.
/// </summary>
internal sealed class ConvolutionLeastSquares : IDisposable
{
    // Music has 90 dB between its strongest and its weakest parts, the first difference takes 30 of it away: the fit is then worth as
    // much in the treble as in the bass.
    private const double Emphasis = 0.97;
    /// <summary>Energy that is taken for nothing, relative to the mean.</summary>
    private const double Ridge = 1e-6;
    private const int Steps = 3, InnerSteps = 40;
    private readonly IFourierTransform _plan, _small;
    private readonly double[] _samples, _real, _imaginary;
    private readonly int _taps;
    private readonly List<(Complex[] Input, double[] Wanted)> _pairs = [];

    /// <param name="taps">A power of two.</param>
    /// <param name="longest">Frames of the longest stretch that will be added.</param>
    public ConvolutionLeastSquares(IFourier fourier, int taps, int longest)
    {
        _taps = taps;
        _plan = fourier.Real((int)BitOperations.RoundUpToPowerOf2((uint)(longest + taps)));
        _small = fourier.Real(2 * taps);
        _samples = new double[_small.Size];
        (_real, _imaginary) = (new double[_small.Bins], new double[_small.Bins]);
    }

    /// <summary>Adds a stretch; its first taps − 1 frames of <paramref name="y"/> are left out, since what came before x is not known.</summary>
    public void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var wanted = Emphasised(y);
        Array.Clear(wanted, 0, Math.Min(_taps - 1, wanted.Length));
        _pairs.Add((CrossSpectrum.Forward(_plan, Padded(Emphasised(x))), wanted));
    }

    /// <summary>The response of as many taps as were asked for.</summary>
    public double[] Solve()
    {
        var total = new double[_plan.Bins];
        foreach (var (input, _) in _pairs)
            for (var k = 0; k < total.Length; k++) total[k] += input[k].Real * input[k].Real + input[k].Imaginary * input[k].Imaginary;
        var ridge = Ridge * total.Average();
        var toeplitz = Embedded(total, ridge);
        var inverse = Smoothed(total).Select(p => 1 / (p + ridge)).ToArray();

        var h = new double[_taps];
        var residual = Correlated(p => p.Wanted);
        var direction = new double[_taps];
        double[]? image = null;
        double curvature = 0;
        for (var i = 0; i < Steps; i++)
        {
            var step = Shortened(residual, toeplitz, inverse);
            // The inner solution is not the same linear map each time: made conjugate to the last direction explicitly.
            var share = image is null ? 0 : Dot(step, image) / curvature;
            for (var n = 0; n < _taps; n++) direction[n] = step[n] - share * direction[n];
            var spectrum = CrossSpectrum.Forward(_plan, Padded(direction));
            image = Correlated(p => Convolved(p.Input, spectrum, p.Wanted.Length));
            for (var n = 0; n < _taps; n++) image[n] += ridge * direction[n];
            curvature = Dot(direction, image);
            if (!(curvature > 0)) break;
            var length = Dot(residual, direction) / curvature;
            for (var n = 0; n < _taps; n++)
            {
                h[n] += length * direction[n];
                residual[n] -= length * image[n];
            }
        }
        return h;
    }

    public void Dispose()
    {
        _plan.Dispose();
        _small.Dispose();
    }

    // Σ over the stretches of Xᵀ v, where it is known.
    private double[] Correlated(Func<(Complex[] Input, double[] Wanted), double[]> value)
    {
        var sum = new Complex[_plan.Bins];
        foreach (var pair in _pairs)
        {
            var spectrum = CrossSpectrum.Forward(_plan, Padded(value(pair)));
            for (var k = 0; k < sum.Length; k++) sum[k] += Complex.Conjugate(pair.Input[k]) * spectrum[k];
        }
        return CrossSpectrum.Inverse(_plan, sum)[.._taps];
    }

    private double[] Convolved(Complex[] input, Complex[] response, int length)
    {
        var spectrum = new Complex[input.Length];
        for (var k = 0; k < spectrum.Length; k++) spectrum[k] = input[k] * response[k];
        var y = CrossSpectrum.Inverse(_plan, spectrum)[..length];
        Array.Clear(y, 0, Math.Min(_taps - 1, y.Length));
        return y;
    }

    // Solves the Toeplitz system of the autocorrelation, which the normal equations would be if the stretches had no ends: two
    // transforms of twice the taps a step.
    private double[] Shortened(double[] wanted, double[] toeplitz, double[] inverse)
    {
        var h = new double[_taps];
        var residual = wanted.ToArray();
        var step = Filtered(residual, inverse);
        var product = Dot(residual, step);
        var direction = step.ToArray();
        for (var i = 0; i < InnerSteps && product > 0; i++)
        {
            var image = Filtered(direction, toeplitz);
            var curvature = Dot(direction, image);
            if (!(curvature > 0)) break;
            var length = product / curvature;
            for (var n = 0; n < _taps; n++)
            {
                h[n] += length * direction[n];
                residual[n] -= length * image[n];
            }
            step = Filtered(residual, inverse);
            var next = Dot(residual, step);
            for (var n = 0; n < _taps; n++) direction[n] = step[n] + next / product * direction[n];
            product = next;
        }
        return h;
    }

    // The circulant of twice the taps whose corner is the Toeplitz matrix.
    private double[] Embedded(double[] power, double ridge)
    {
        var correlation = CrossSpectrum.Inverse(_plan, power.Select(p => new Complex(p, 0)).ToArray());
        var column = new double[_small.Size];
        for (var n = 0; n < _taps; n++) column[n] = correlation[n];
        for (var n = 1; n < _taps; n++) column[_small.Size - n] = correlation[n];
        column[0] += ridge;
        return [.. CrossSpectrum.Forward(_small, column).Select(c => c.Real)];
    }

    // Mean power around each bin of twice the taps.
    private double[] Smoothed(double[] total)
    {
        var power = new double[_small.Bins];
        var ratio = (double)_plan.Size / _small.Size;
        var reach = Math.Max(1, (int)ratio);
        for (var k = 0; k < power.Length; k++)
        {
            var centre = (int)(k * ratio);
            var (from, to) = (Math.Max(0, centre - reach), Math.Min(_plan.Bins - 1, centre + reach));
            for (var n = from; n <= to; n++) power[k] += total[n];
            power[k] /= to - from + 1;
        }
        return power;
    }

    private double[] Filtered(double[] v, double[] gain)
    {
        v.CopyTo(_samples, 0);
        Array.Clear(_samples, _taps, _samples.Length - _taps);
        _small.Forward(_samples, _real, _imaginary);
        for (var k = 0; k < gain.Length; k++)
        {
            _real[k] *= gain[k];
            _imaginary[k] *= gain[k];
        }
        _small.Inverse(_real, _imaginary, _samples);
        return _samples[.._taps];
    }

    private double[] Padded(double[] x)
    {
        var padded = new double[_plan.Size];
        x.CopyTo(padded, 0);
        return padded;
    }

    private static double[] Emphasised(ReadOnlySpan<double> x)
    {
        var y = new double[x.Length];
        for (var i = 0; i < y.Length; i++) y[i] = x[i] - (i == 0 ? 0 : Emphasis * x[i - 1]);
        return y;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
