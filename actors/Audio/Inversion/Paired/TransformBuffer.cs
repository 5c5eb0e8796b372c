using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Samples and spectrum of one real transform, used again and again: transforms in a loop shall leave nothing to collect.</summary>
/// <remarks>Code compiled ahead of time cannot inline the framework's loads and stores of vectors: the loops are compiled where they run.</remarks>
internal sealed class TransformBuffer(IFourierTransform plan)
{
    public double[] Samples { get; } = new double[plan.Size];
    public double[] Real { get; } = new double[plan.Bins];
    public double[] Imaginary { get; } = new double[plan.Bins];

    /// <summary>Spectrum of the samples.</summary>
    public void Forward() => plan.Forward(Samples, Real, Imaginary);

    /// <summary>Samples of the spectrum.</summary>
    public void Inverse() => plan.Inverse(Real, Imaginary, Samples);

    public void ClearSpectrum()
    {
        Array.Clear(Real);
        Array.Clear(Imaginary);
    }

    /// <summary>Takes as many samples as the transform has, each times its weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ReadOnlySpan<float> x, ReadOnlySpan<double> weights)
    {
        for (var i = 0; i < Samples.Length; i += Vector256<double>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(x[i..]));
            (Vector256.Create(low, high) * Vector256.Create(weights[i..])).CopyTo(Samples, i);
        }
    }

    /// <summary>This spectrum times the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(TransformBuffer other)
    {
        var k = 0;
        for (; k + Vector256<double>.Count <= Real.Length; k += Vector256<double>.Count)
        {
            var (a, b, c, d) = (At(Real, k), At(Imaginary, k), At(other.Real, k), At(other.Imaginary, k));
            (a * c - b * d).CopyTo(Real, k);
            (a * d + b * c).CopyTo(Imaginary, k);
        }
        for (; k < Real.Length; k++)
        {
            var (a, b, c, d) = (Real[k], Imaginary[k], other.Real[k], other.Imaginary[k]);
            (Real[k], Imaginary[k]) = (a * c - b * d, a * d + b * c);
        }
    }

    /// <summary>Adds y·x*, a cross-spectrum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddCross(TransformBuffer x, TransformBuffer y)
    {
        var k = 0;
        for (; k + Vector256<double>.Count <= Real.Length; k += Vector256<double>.Count)
        {
            var (a, b, c, d) = (At(x.Real, k), At(x.Imaginary, k), At(y.Real, k), At(y.Imaginary, k));
            (At(Real, k) + (c * a + d * b)).CopyTo(Real, k);
            (At(Imaginary, k) + (d * a - c * b)).CopyTo(Imaginary, k);
        }
        for (; k < Real.Length; k++)
        {
            Real[k] += y.Real[k] * x.Real[k] + y.Imaginary[k] * x.Imaginary[k];
            Imaginary[k] += y.Imaginary[k] * x.Real[k] - y.Real[k] * x.Imaginary[k];
        }
    }

    /// <summary>Adds the power of each bin to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddPowerTo(double[] sums)
    {
        var k = 0;
        for (; k + Vector256<double>.Count <= Real.Length; k += Vector256<double>.Count)
        {
            var (a, b) = (At(Real, k), At(Imaginary, k));
            (At(sums, k) + (a * a + b * b)).CopyTo(sums, k);
        }
        for (; k < Real.Length; k++) sums[k] += Real[k] * Real[k] + Imaginary[k] * Imaginary[k];
    }

    private static Vector256<double> At(double[] bins, int k) => Vector256.Create(bins, k);
}
