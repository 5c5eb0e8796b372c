using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Samples and spectrum of one real transform, used again and again: transforms in a loop shall leave nothing to collect.</summary>
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

    /// <summary>This spectrum times the other.</summary>
    public void Multiply(TransformBuffer other)
    {
        for (var k = 0; k < Real.Length; k++)
        {
            var (a, b, c, d) = (Real[k], Imaginary[k], other.Real[k], other.Imaginary[k]);
            Real[k] = a * c - b * d;
            Imaginary[k] = a * d + b * c;
        }
    }

    /// <summary>Adds y·x*, a cross-spectrum.</summary>
    public void AddCross(TransformBuffer x, TransformBuffer y)
    {
        for (var k = 0; k < Real.Length; k++)
        {
            Real[k] += y.Real[k] * x.Real[k] + y.Imaginary[k] * x.Imaginary[k];
            Imaginary[k] += y.Imaginary[k] * x.Real[k] - y.Real[k] * x.Imaginary[k];
        }
    }
}
