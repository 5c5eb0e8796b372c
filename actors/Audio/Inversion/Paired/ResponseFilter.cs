using System.Numerics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Applies an estimated response to a stretch: its impulse of Size/2 taps around time 0, convolved by overlapping transforms.</summary>
internal sealed class ResponseFilter
{
    private readonly TransformBuffer _kernel, _block;
    private readonly int _size;

    /// <param name="plan">A real transform of the response's size.</param>
    public ResponseFilter(IFourierTransform plan)
    {
        (_kernel, _block) = (new TransformBuffer(plan), new TransformBuffer(plan));
        _size = plan.Size;
    }

    /// <param name="response">Size/2+1 values.</param>
    public void Set(ReadOnlySpan<Complex> response)
    {
        for (var k = 0; k < response.Length; k++) (_kernel.Real[k], _kernel.Imaginary[k]) = (response[k].Real, response[k].Imaginary);
        _kernel.Inverse();
        // The impulse reaches a quarter of the size to both sides of 0; cosine slopes end it without a step.
        var taps = _size / 2;
        for (var i = 0; i < _size; i++)
        {
            var distance = Math.Min(i, _size - i);
            var edge = (distance - taps * 3.0 / 8) / (taps / 8.0);
            _kernel.Samples[i] *= edge <= 0 ? 1 : edge >= 1 ? 0 : 0.5 + 0.5 * Math.Cos(Math.PI * edge);
        }
        _kernel.Forward();
    }

    /// <param name="y">As long as x.</param>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        var taps = _size / 2;
        var samples = _block.Samples;
        for (var start = 0; start < x.Length; start += taps)
        {
            // Overlap-save with a quarter of context on both sides.
            var before = start - taps / 2;
            var (first, last) = (Math.Max(0, before), Math.Min(x.Length, before + _size));
            Array.Clear(samples);
            for (var n = first; n < last; n++) samples[n - before] = x[n];
            _block.Forward();
            _block.Multiply(_kernel);
            _block.Inverse();
            for (var i = 0; i < taps && start + i < x.Length; i++) y[start + i] = (float)samples[taps / 2 + i];
        }
    }
}
