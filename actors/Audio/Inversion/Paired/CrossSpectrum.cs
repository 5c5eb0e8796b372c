using System.Numerics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Real transforms as arrays of complex values, and what correlating needs of them.</summary>
internal static class CrossSpectrum
{
    /// <summary>Size/2+1 values of the real transform.</summary>
    public static Complex[] Forward(IFourierTransform plan, ReadOnlySpan<double> samples)
    {
        var real = new double[plan.Bins];
        var imaginary = new double[plan.Bins];
        plan.Forward(samples, real, imaginary);
        var spectrum = new Complex[plan.Bins];
        for (var k = 0; k < spectrum.Length; k++) spectrum[k] = new Complex(real[k], imaginary[k]);
        return spectrum;
    }

    /// <summary>Size real values; Inverse(Forward(x)) = x.</summary>
    public static double[] Inverse(IFourierTransform plan, ReadOnlySpan<Complex> spectrum)
    {
        var real = new double[plan.Bins];
        var imaginary = new double[plan.Bins];
        for (var k = 0; k < spectrum.Length; k++)
        {
            real[k] = spectrum[k].Real;
            imaginary[k] = spectrum[k].Imaginary;
        }
        var samples = new double[plan.Size];
        plan.Inverse(real, imaginary, samples);
        return samples;
    }

    /// <summary>c[lag mod size] = Σ a[n] b[n + lag].</summary>
    public static double[] Correlate(IFourierTransform plan, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var padded = new double[plan.Size];
        a.CopyTo(padded);
        var x = Forward(plan, padded);
        Array.Clear(padded);
        b.CopyTo(padded);
        var y = Forward(plan, padded);
        for (var k = 0; k < x.Length; k++) x[k] = Complex.Conjugate(x[k]) * y[k];
        return Inverse(plan, x);
    }
}
