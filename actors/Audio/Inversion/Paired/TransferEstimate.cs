using System.Numerics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// A linear response between two signals, averaged over many frames: H = Σ Y·X* / Σ |X|² (the H1 estimate; Bendat and Piersol, Random
/// Data, ch. 7), with the magnitude-squared coherence that tells where it can be believed.
/// </summary>
internal sealed class TransferEstimate
{
    public const int Size = 32768;
    private readonly TransformBuffer _x, _y, _cross;
    private readonly double[] _window = new double[Size];
    private readonly double[] _input = new double[Size / 2 + 1];
    private readonly double[] _output = new double[Size / 2 + 1];

    /// <param name="plan">A real transform of <see cref="Size"/>.</param>
    public TransferEstimate(IFourierTransform plan)
    {
        if (plan.Size != Size) throw new ArgumentException($"The transform must have {Size} points.", nameof(plan));
        (_x, _y, _cross) = (new TransformBuffer(plan), new TransformBuffer(plan), new TransformBuffer(plan));
        for (var i = 0; i < Size; i++) _window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / Size);
    }

    /// <summary>Forgets what was added.</summary>
    public void Clear()
    {
        _cross.ClearSpectrum();
        Array.Clear(_input);
        Array.Clear(_output);
    }

    /// <summary>Adds every frame (Hann, half overlapping) of a stretch. A frame counts by its energy.</summary>
    /// <param name="y">At least as long as x.</param>
    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        for (var start = 0; start + Size <= x.Length; start += Size / 2)
        {
            _x.Load(x[start..], _window);
            _y.Load(y[start..], _window);
            _x.Forward();
            _y.Forward();
            _cross.AddCross(_x, _y);
            _x.AddPowerTo(_input);
            _y.AddPowerTo(_output);
        }
    }

    /// <summary>Response per bin; 0 where the input has no energy.</summary>
    public Complex[] Response()
    {
        var peak = _input.Max();
        var response = new Complex[_input.Length];
        for (var k = 0; k < response.Length; k++) response[k] = _input[k] <= peak * 1e-12 ? 0 : new Complex(_cross.Real[k], _cross.Imaginary[k]) / _input[k];
        return response;
    }

    /// <summary>0…1 per bin.</summary>
    public double[] Coherence()
    {
        var coherence = new double[_input.Length];
        for (var k = 0; k < coherence.Length; k++)
        {
            var powers = _input[k] * _output[k];
            coherence[k] = powers <= 0 ? 0 : Math.Min(1, (_cross.Real[k] * _cross.Real[k] + _cross.Imaginary[k] * _cross.Imaginary[k]) / powers);
        }
        return coherence;
    }

    /// <summary>Energy of the input per bin, to weigh by.</summary>
    public ReadOnlySpan<double> InputPower => _input;
}
