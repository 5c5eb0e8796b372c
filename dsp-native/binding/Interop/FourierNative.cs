using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The Fourier functions of ntdsp/analysis.h.</summary>
internal static unsafe partial class FourierNative
{
    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_fft_create(uint size, out FourierHandle fft);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_fft_forward(FourierHandle fft, double* input, double* re, double* im);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_fft_inverse(FourierHandle fft, double* re, double* im, double* output);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_fft_destroy(nint fft);
}
