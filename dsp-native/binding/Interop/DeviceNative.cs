using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/device.h, field by field.</summary>
internal static unsafe partial class DeviceNative
{
    public const int MaxRates = 48;
    public const uint Dither = 1, Exact = 2, Unpaced = 4;

    [StructLayout(LayoutKind.Sequential)]
    public struct Request
    {
        public double SampleRate, LatencySeconds;
        public ulong Seed;
        public uint Channels, Samples, Flags, BufferFrames;
        public byte* ClientName, StreamTitle;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Clock
    {
        public ulong Played, Silence, Starved, Starvations, Xruns, Late;
        public long Delay, AtNs;
        public int State, IsDithering;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Description
    {
        public NativeName Name;
        public int IsDefault;
        public uint Channels;
        public double SampleRate;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Capabilities
    {
        public uint MinChannels, MaxChannels, Samples, RateCount;
        public fixed double Rates[MaxRates];
        public uint DsdCount, IsExclusive;
        public fixed double DsdRates[MaxRates];
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_device_list(Description* found, uint capacity, out uint count);

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_device_probe(string id, out Capabilities capabilities);

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_device_open(string id, Request* request, out DeviceHandle device);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_device_describe(DeviceHandle device, out NativeFormat format);

    /// <summary>The device's own: it is gone with it.</summary>
    [LibraryImport(NativeLibraryName.Value)]
    public static partial nint nt_device_ring(DeviceHandle device);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_device_start(DeviceHandle device);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_device_set_idle(DeviceHandle device, int isIdle);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_device_set_deadline(DeviceHandle device, long boottimeNs);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_device_clock_read(DeviceHandle device, out Clock clock);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial nuint nt_device_fault(DeviceHandle device, byte* buffer, nuint capacity);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_device_close(nint device);
}
