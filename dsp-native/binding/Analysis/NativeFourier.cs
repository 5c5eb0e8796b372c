using NTWorkstation.Audio.Analysis;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.FourierNative;

namespace NTWorkstation.Dsp.Analysis;

/// <summary>The Fourier port on the native library. Thread-safe.</summary>
public sealed class NativeFourier : IFourier
{
    public IFourierTransform Real(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Status.Check(nt_fft_create((uint)size, out var handle));
        return new NativeFourierTransform(handle, size);
    }
}

internal sealed unsafe class NativeFourierTransform(FourierHandle handle, int size) : IFourierTransform
{
    public int Size => size;

    public int Bins => size / 2 + 1;

    public void Forward(ReadOnlySpan<double> input, Span<double> real, Span<double> imaginary)
    {
        Require(input.Length, Size, nameof(input));
        Require(real.Length, Bins, nameof(real));
        Require(imaginary.Length, Bins, nameof(imaginary));
        fixed (double* x = input, re = real, im = imaginary) Status.Check(nt_fft_forward(handle, x, re, im));
    }

    public void Inverse(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> output)
    {
        Require(real.Length, Bins, nameof(real));
        Require(imaginary.Length, Bins, nameof(imaginary));
        Require(output.Length, Size, nameof(output));
        fixed (double* re = real, im = imaginary, x = output) Status.Check(nt_fft_inverse(handle, re, im, x));
    }

    public void Dispose() => handle.Dispose();

    private static void Require(int length, int least, string name)
    {
        if (length < least) throw new ArgumentException($"{name} has {length} values, {least} are needed.", name);
    }
}
