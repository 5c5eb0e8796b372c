namespace NTWorkstation.Audio.Analysis;

/// <summary>A Fourier transform of real signals of one size. One thread at a time; the calls allocate nothing.</summary>
public interface IFourierTransform : IDisposable
{
    /// <summary>Samples in: even, a product of powers of 2, 3, 5 and 7.</summary>
    int Size { get; }

    /// <summary>Size / 2 + 1: from 0 Hz to half the sample rate.</summary>
    int Bins { get; }

    /// <summary>Bin k = Σ input[j] exp(−2πi jk / Size), not scaled: a full-scale sine on a bin has the magnitude Size / 2.</summary>
    /// <param name="input">Size samples.</param>
    /// <param name="real">Receives Bins values.</param>
    /// <param name="imaginary">Receives Bins values.</param>
    /// <exception cref="ArgumentException">A span is shorter than stated.</exception>
    void Forward(ReadOnlySpan<double> input, Span<double> real, Span<double> imaginary);

    /// <summary>The true inverse, scaled by 1 / Size: gives back what <see cref="Forward"/> was given.</summary>
    /// <param name="real">Bins values.</param>
    /// <param name="imaginary">Bins values; the first and the last count as 0.</param>
    /// <param name="output">Receives Size samples.</param>
    /// <exception cref="ArgumentException">A span is shorter than stated.</exception>
    void Inverse(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> output);
}

/// <summary>Makes Fourier transforms. Thread-safe.</summary>
public interface IFourier
{
    /// <param name="size">Even, a product of powers of 2, 3, 5 and 7, 8 to 2^24.</param>
    /// <exception cref="ArgumentException">Another size.</exception>
    IFourierTransform Real(int size);
}
