using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// The impulse response h that makes x∗h nearest to y, by conjugate gradients on the normal equations with a circulant preconditioner
/// (Chan and Jin, An Introduction to Iterative Toeplitz Solvers, 2007). Unlike a quotient of averaged spectra it is not biased where
/// the response is as long as the frames, as a room's is. Where x holds no energy, h stays 0. The stretches are gone through in blocks
/// of as many frames as there are taps: memory is a few dozen times the taps, whatever the stretches' length.
/// </summary>
internal sealed class ConvolutionLeastSquares : IDisposable
{
    // Music has 90 dB between its strongest and its weakest parts, the first difference takes 30 of it away: the fit is then worth as
    // much in the treble as in the bass.
    private const double Emphasis = 0.97;
    /// <summary>Energy that is taken for nothing, relative to the mean.</summary>
    private const double Ridge = 1e-6;
    private const int Steps = 5, InnerSteps = 40;
    /// <summary>Energy of the inner system's error, relative to where it begins, at which the outer steps gain nothing by more.</summary>
    private const double InnerAccuracy = 1e-4;
    private readonly IReadOnlyList<PairedExcerpt> _excerpts;
    private readonly bool _left;
    private readonly double _direct;
    private readonly int _taps;
    private readonly IFourierTransform _plan;
    private readonly TransformBuffer _input, _output, _response, _sum;
    private readonly double[] _reference, _straight;

    /// <param name="excerpts">Stretches; the first taps frames of the reference are left out, since what came before the target is not known.</param>
    /// <param name="left">Which channel.</param>
    /// <param name="direct">y is the reference without this much of the target.</param>
    /// <param name="taps">A power of two.</param>
    public ConvolutionLeastSquares(IFourier fourier, IReadOnlyList<PairedExcerpt> excerpts, bool left, double direct, int taps)
    {
        (_excerpts, _left, _direct, _taps) = (excerpts, left, direct, taps);
        _plan = fourier.Real(2 * taps);
        (_input, _output, _response, _sum) = (new(_plan), new(_plan), new(_plan), new(_plan));
        (_reference, _straight) = (new double[taps], new double[taps]);
    }

    /// <summary>The response of as many taps as were asked for.</summary>
    public double[] Solve()
    {
        var (toeplitz, inverse, ridge) = Systems();
        var h = new double[_taps];
        var residual = Wanted();
        var direction = new double[_taps];
        var image = new double[_taps];
        double curvature = 0;
        for (var i = 0; i < Steps; i++)
        {
            var step = Shortened(residual, toeplitz, inverse);
            // The inner solution is not the same linear map each time: made conjugate to the last direction explicitly.
            var share = i == 0 ? 0 : Dot(step, image) / curvature;
            for (var n = 0; n < _taps; n++) direction[n] = step[n] - share * direction[n];
            Image(direction, ridge, image);
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

    /// <summary>Energy of y − x∗h − more·x from frame taps on, and of the reference there, both as they are heard.</summary>
    /// <param name="h">At most taps.</param>
    public (double Unknown, double All) Unexplained(ReadOnlySpan<double> h, double more)
    {
        Load(h, _response);
        for (var k = 0; k < _response.Real.Length; k++) _response.Real[k] += more;
        double rest = 0, all = 0;
        foreach (var e in _excerpts)
            for (var start = _taps; start < e.Length; start += _taps)
            {
                Convolve(e, start, emphasis: 0);
                var wet = _output.Samples.AsSpan(_taps);
                e.Reference(_left, start, 0, _reference);
                for (var i = 0; i < _taps; i++) all += _reference[i] * _reference[i];
                Difference(e, start, 0, _reference);
                for (var i = 0; i < Math.Min(_taps, e.Length - start); i++) rest += (_reference[i] - wet[i]) * (_reference[i] - wet[i]);
            }
        return (rest, all);
    }

    public void Dispose() => _plan.Dispose();

    // What the normal equations would be if the stretches had no ends, a Toeplitz system of the autocorrelation, as the circulant of
    // twice the taps whose corner it is; and the inverse of its nearest circulant, in which lags count the less the longer they are
    // (T. Chan 1988): positive like the autocorrelation's own spectrum.
    private (double[] Toeplitz, double[] Inverse, double Ridge) Systems()
    {
        _sum.ClearSpectrum();
        foreach (var e in _excerpts)
            for (var start = 0; start < e.Length; start += _taps)
            {
                e.Target(_left, start - _taps, Emphasis, _input.Samples);
                _input.Samples.AsSpan(_taps).CopyTo(_output.Samples.AsSpan(_taps));
                Array.Clear(_output.Samples, 0, _taps);
                _input.Forward();
                _output.Forward();
                _sum.AddCross(_input, _output);
            }
        _sum.Inverse();
        var ridge = Ridge * _sum.Samples[0];
        var correlation = _sum.Samples[.._taps];
        return (Circulant(n => correlation[n] + (n == 0 ? ridge : 0)), [.. Circulant(n => correlation[n] * (1 - n / (double)_taps)).Select(p => 1 / (Math.Max(p, 0) + ridge))], ridge);
    }

    private double[] Circulant(Func<int, double> lag)
    {
        var column = _output.Samples;
        column[_taps] = 0;
        column[0] = lag(0);
        for (var n = 1; n < _taps; n++) column[n] = column[2 * _taps - n] = lag(n);
        _output.Forward();
        return [.. _output.Real];
    }

    // Xᵀ y.
    private double[] Wanted()
    {
        _sum.ClearSpectrum();
        foreach (var e in _excerpts)
            for (var start = _taps; start < e.Length; start += _taps)
            {
                e.Target(_left, start - _taps, Emphasis, _input.Samples);
                _input.Forward();
                Array.Clear(_output.Samples, 0, _taps);
                Difference(e, start, Emphasis, _output.Samples.AsSpan(_taps));
                _output.Forward();
                _sum.AddCross(_input, _output);
            }
        _sum.Inverse();
        return _sum.Samples[.._taps];
    }

    // Xᵀ X v + ridge·v.
    private void Image(double[] v, double ridge, double[] image)
    {
        Load(v, _response);
        _sum.ClearSpectrum();
        foreach (var e in _excerpts)
            for (var start = _taps; start < e.Length; start += _taps)
            {
                Convolve(e, start, Emphasis);
                // What is beyond the stretch, or comes from before the block, is no part of the fit.
                Array.Clear(_output.Samples, 0, _taps);
                if (e.Length - start < _taps) _output.Samples.AsSpan(_taps + e.Length - start).Clear();
                _output.Forward();
                _sum.AddCross(_input, _output);
            }
        _sum.Inverse();
        for (var n = 0; n < _taps; n++) image[n] = _sum.Samples[n] + ridge * v[n];
    }

    // The second half of the output becomes frames [start, start + taps) of x∗response; the input keeps the block's spectrum.
    private void Convolve(PairedExcerpt e, int start, double emphasis)
    {
        e.Target(_left, start - _taps, emphasis, _input.Samples);
        _input.Forward();
        _input.Real.CopyTo(_output.Real, 0);
        _input.Imaginary.CopyTo(_output.Imaginary, 0);
        _output.Multiply(_response);
        _output.Inverse();
    }

    private void Difference(PairedExcerpt e, int start, double emphasis, Span<double> to)
    {
        e.Target(_left, start, emphasis, _straight);
        e.Reference(_left, start, emphasis, to);
        for (var i = 0; i < to.Length; i++) to[i] -= _direct * _straight[i];
    }

    private static void Load(ReadOnlySpan<double> taps, TransformBuffer to)
    {
        taps.CopyTo(to.Samples);
        to.Samples.AsSpan(taps.Length).Clear();
        to.Forward();
    }

    // Solves the Toeplitz system: two transforms of twice the taps a step.
    private double[] Shortened(double[] wanted, double[] toeplitz, double[] inverse)
    {
        var h = new double[_taps];
        var residual = wanted.ToArray();
        var step = new double[_taps];
        var image = new double[_taps];
        Filter(residual, inverse, step);
        var product = Dot(residual, step);
        var enough = product * InnerAccuracy;
        var direction = step.ToArray();
        for (var i = 0; i < InnerSteps && product > enough; i++)
        {
            Filter(direction, toeplitz, image);
            var curvature = Dot(direction, image);
            if (!(curvature > 0)) break;
            var length = product / curvature;
            for (var n = 0; n < _taps; n++)
            {
                h[n] += length * direction[n];
                residual[n] -= length * image[n];
            }
            Filter(residual, inverse, step);
            var next = Dot(residual, step);
            for (var n = 0; n < _taps; n++) direction[n] = step[n] + next / product * direction[n];
            product = next;
        }
        return h;
    }

    private void Filter(double[] v, double[] gain, double[] to)
    {
        Load(v, _output);
        for (var k = 0; k < gain.Length; k++)
        {
            _output.Real[k] *= gain[k];
            _output.Imaginary[k] *= gain[k];
        }
        _output.Inverse();
        _output.Samples.AsSpan(0, _taps).CopyTo(to);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
