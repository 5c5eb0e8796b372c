using System.Numerics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Applies an estimated response to a stretch: its impulse of Size/2 taps around time 0, convolved by overlapping transforms.</summary>
internal static class ResponseFilter
{
    /// <param name="plan">A real transform of the response's size.</param>
    /// <param name="response">Size/2+1 values.</param>
    public static double[] Apply(IFourierTransform plan, ReadOnlySpan<Complex> response, ReadOnlySpan<double> x)
    {
        var size = plan.Size;
        var taps = size / 2;
        // The impulse reaches a quarter of the size to both sides of 0; cosine slopes end it without a step.
        var impulse = CrossSpectrum.Inverse(plan, response);
        for (var i = 0; i < size; i++)
        {
            var distance = Math.Min(i, size - i);
            var edge = (distance - taps * 3.0 / 8) / (taps / 8.0);
            impulse[i] *= edge <= 0 ? 1 : edge >= 1 ? 0 : 0.5 + 0.5 * Math.Cos(Math.PI * edge);
        }
        var kernel = CrossSpectrum.Forward(plan, impulse);
        var y = new double[x.Length];
        var block = new double[size];
        for (var start = 0; start < x.Length; start += taps)
        {
            // Overlap-save with a quarter of context on both sides.
            for (var i = 0; i < size; i++)
            {
                var n = start - taps / 2 + i;
                block[i] = n >= 0 && n < x.Length ? x[n] : 0;
            }
            var spectrum = CrossSpectrum.Forward(plan, block);
            for (var k = 0; k < spectrum.Length; k++) spectrum[k] *= kernel[k];
            var result = CrossSpectrum.Inverse(plan, spectrum);
            for (var i = 0; i < taps && start + i < x.Length; i++) y[start + i] = result[taps / 2 + i];
        }
        return y;
    }
}
