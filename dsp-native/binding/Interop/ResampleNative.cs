using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>resample.h.</summary>
internal static unsafe partial class ResampleNative
{
    [StructLayout(LayoutKind.Sequential)]
    public struct ResamplerInfo
    {
        public double InRate;
        public double OutRate;
        public double PassHz;
        public double StopHz;
        public double DelayS;
        public uint Channels;
        public uint Latency;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct AsyncOptions
    {
        public double InRate;
        public double OutRate;
        public double Range;
        public int Kind;
        public int Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DriftOptions
    {
        public double Rate;
        public double Target;
        public double Range;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DriftState
    {
        public double Factor;
        public double Fill;
        public int Locked;
        public int Reserved;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_resampler_create(double inRate, double outRate, uint channels, int quality, out ResamplerHandle resampler);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_resampler_process(
        ResamplerHandle resampler, double** input, uint inFrames, double** output, uint outCapacity, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_resampler_flush(ResamplerHandle resampler, double** output, uint outCapacity, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_resampler_destroy(nint resampler);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_async_resampler_create(AsyncOptions* options, uint channels, uint maxFrames, out AsyncResamplerHandle resampler);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_async_resampler_glide(AsyncResamplerHandle resampler, double factor, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_async_resampler_process(
        AsyncResamplerHandle resampler, double** input, uint inFrames, double** output, uint outCapacity, out uint taken, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_async_resampler_place(AsyncResamplerHandle resampler, out ulong whole, out double fraction);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_async_resampler_reset(AsyncResamplerHandle resampler);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_async_resampler_describe(AsyncResamplerHandle resampler, out ResamplerInfo info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_async_resampler_destroy(nint resampler);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_drift_control_create(DriftOptions* options, out DriftControlHandle control);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_drift_control_update(
        DriftControlHandle control, double readSeconds, double readPlace, double writeSeconds, ulong written, out double factor);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_drift_control_state(DriftControlHandle control, out DriftState state);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_drift_control_reset(DriftControlHandle control);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_drift_control_destroy(nint control);
}
