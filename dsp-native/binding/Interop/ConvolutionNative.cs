using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>ntdsp/convolution.h.</summary>
internal static unsafe partial class ConvolutionNative
{
    [StructLayout(LayoutKind.Sequential)]
    public struct Route
    {
        public uint Input, Output, Impulse;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Impulses
    {
        public double** Taps;
        public uint Count, Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Parameters
    {
        public double SampleRate;
        public uint Inputs, Outputs, Block;
        public int Calls, Mode, Precision;
        public uint Background, FadeFrames;
        public Route* Routes;
        public uint RouteCount, Longest;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public uint Latency, Taps;
        public ulong Tail, LateFrames, Swaps, SwapsFailed;
        public uint Swapping;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_convolver_create(in Parameters parameters, in Impulses impulses, out ConvolverHandle convolver);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_convolver_process(ConvolverHandle convolver, double** input, double** output, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_convolver_reset(ConvolverHandle convolver);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_convolver_swap(ConvolverHandle convolver, in Impulses impulses);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_convolver_describe(ConvolverHandle convolver, out Info info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_convolver_save_state(ConvolverHandle convolver, byte* bytes, ref nuint size);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_convolver_load_state(ConvolverHandle convolver, byte* bytes, nuint size);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_convolver_destroy(nint convolver);
}
