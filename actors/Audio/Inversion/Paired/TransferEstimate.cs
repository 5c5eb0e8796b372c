using System.Numerics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// A linear response between two signals, averaged over many frames: H = Σ Y·X* / Σ |X|² (the H1 estimate; Bendat and Piersol, Random
/// Data, ch. 7), with the magnitude-squared coherence that tells where it can be believed.
/// </summary>
public sealed class TransferEstimate
{
    public const int Size = 32768;
    private readonly IFourierTransform _plan;
    private readonly Complex[] _cross = new Complex[Size / 2 + 1];
    private readonly double[] _input = new double[Size / 2 + 1];
    private readonly double[] _output = new double[Size / 2 + 1];

    /// <param name="plan">A real transform of <see cref="Size"/>.</param>
    public TransferEstimate(IFourierTransform plan)
    {
        if (plan.Size != Size) throw new ArgumentException($"The transform must have {Size} points.", nameof(plan));
        _plan = plan;
    }

    /// <summary>Adds every frame (Hann, half overlapping) of a stretch. A frame counts by its energy.</summary>
    public void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        for (var start = 0; start + Size <= x.Length; start += Size / 2)
        {
            var a = CrossSpectrum.Forward(_plan, CrossSpectrum.Windowed(x.Slice(start, Size), Size));
            var b = CrossSpectrum.Forward(_plan, CrossSpectrum.Windowed(y.Slice(start, Size), Size));
            for (var k = 0; k < a.Length; k++)
            {
                _cross[k] += b[k] * Complex.Conjugate(a[k]);
                _input[k] += Power(a[k]);
                _output[k] += Power(b[k]);
            }
        }
    }

    /// <summary>Response per bin; 0 where the input has no energy.</summary>
    public Complex[] Response()
    {
        var peak = _input.Max();
        var response = new Complex[_cross.Length];
        for (var k = 0; k < response.Length; k++) response[k] = _input[k] <= peak * 1e-12 ? 0 : _cross[k] / _input[k];
        return response;
    }

    /// <summary>0…1 per bin.</summary>
    public double[] Coherence()
    {
        var coherence = new double[_cross.Length];
        for (var k = 0; k < coherence.Length; k++)
        {
            var powers = _input[k] * _output[k];
            coherence[k] = powers <= 0 ? 0 : Math.Min(1, Power(_cross[k]) / powers);
        }
        return coherence;
    }

    /// <summary>Energy of the input per bin, to weigh by.</summary>
    public ReadOnlySpan<double> InputPower => _input;

    private static double Power(Complex c) => c.Real * c.Real + c.Imaginary * c.Imaginary;
}
