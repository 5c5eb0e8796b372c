using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// Delay of one block by phase correlation (generalised cross-correlation with phase transform, Knapp and Carter 1976). One thread at a
/// time.
/// </summary>
public sealed class PhaseCorrelation : IDisposable
{
    public const int BlockFrames = 131072;
    public const double MinimumSharpness = 8;
    private readonly IFourierTransform _plan;
    private readonly TransformBuffer _target, _reference;

    public PhaseCorrelation(IFourier fourier)
    {
        _plan = fourier.Real(BlockFrames);
        (_target, _reference) = (new TransformBuffer(_plan), new TransformBuffer(_plan));
    }

    /// <summary>
    /// Measures how much later (positive) the reference block is, in the mid. The first <see cref="BlockFrames"/> samples count, zeros
    /// where there are fewer; delays to a quarter of that are found.
    /// </summary>
    public (double Delay, double Sharpness) Measure(ReadOnlySpan<float> target, ReadOnlySpan<float> reference)
    {
        const int size = BlockFrames;
        Load(target, _target);
        Load(reference, _reference);
        var floor = 1e-7 * Math.Sqrt(MeanPower(_target) * MeanPower(_reference));
        for (var k = 0; k < _target.Real.Length; k++)
        {
            var (a, b, c, d) = (_target.Real[k], _target.Imaginary[k], _reference.Real[k], _reference.Imaginary[k]);
            var (real, imaginary) = (c * a + d * b, d * a - c * b);
            // Whitened where both have something to say; the ends of the band hold noise and lossy codecs' rubbish.
            var whitening = k * 48000.0 / size is < 60 or > 12000 ? 0 : 1 / (Math.Sqrt(real * real + imaginary * imaginary) + floor + 1e-300);
            (_target.Real[k], _target.Imaginary[k]) = (real * whitening, imaginary * whitening);
        }
        _target.Inverse();
        var correlation = _target.Samples;
        var best = 0;
        double squares = 0;
        for (var i = 0; i < size; i++) squares += correlation[i] * correlation[i];
        for (var lag = -size / 4; lag <= size / 4; lag++)
            if (correlation[(lag + size) % size] > correlation[(best + size) % size]) best = lag;
        var peak = correlation[(best + size) % size];
        var before = correlation[(best - 1 + size) % size];
        var after = correlation[(best + 1 + size) % size];
        var curvature = before - 2 * peak + after;
        var fraction = curvature < 0 ? 0.5 * (before - after) / curvature : 0;
        return (best + Math.Clamp(fraction, -0.5, 0.5), peak / Math.Sqrt(squares / size + 1e-30));
    }

    public void Dispose() => _plan.Dispose();

    private static void Load(ReadOnlySpan<float> block, TransformBuffer to)
    {
        const int size = BlockFrames;
        Array.Clear(to.Samples);
        for (var i = 0; i < Math.Min(size, block.Length); i++) to.Samples[i] = block[i] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / size));
        to.Forward();
    }

    private static double MeanPower(TransformBuffer spectrum)
    {
        double sum = 0;
        for (var k = 0; k < spectrum.Real.Length; k++) sum += spectrum.Real[k] * spectrum.Real[k] + spectrum.Imaginary[k] * spectrum.Imaginary[k];
        return sum / spectrum.Real.Length;
    }
}
