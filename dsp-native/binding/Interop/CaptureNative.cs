using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/capture.h, field by field.</summary>
internal static unsafe partial class CaptureNative
{
    public const uint Exact = 1, Follow = 2;

    [StructLayout(LayoutKind.Sequential)]
    public struct Description
    {
        public NativeName Name;
        public fixed byte Media[256];
        public fixed byte Output[256];
        public int Kind, IsDefault, IsCorked, Samples;
        public uint Channels, Pid;
        public double SampleRate;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Request
    {
        public double SampleRate, LatencySeconds, BufferSeconds;
        public uint Channels, Samples, Flags, Reserved;
        public byte* ClientName;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Clock
    {
        public ulong Captured, Silence, Dropped, Overruns, Lost, Xruns;
        public long Delay, StartNs, AtNs;
        public ulong Unheard;
        public int State, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Event
    {
        public ulong Position, Frames;
        public int Kind, Reserved;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_capture_list(Description* found, uint capacity, out uint count);

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_capture_open(string id, Request* request, out CaptureHandle capture);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_capture_describe(CaptureHandle capture, out NativeFormat format);

    /// <summary>The capture's own: it is gone with it.</summary>
    [LibraryImport(NativeLibraryName.Value)]
    public static partial nint nt_capture_ring(CaptureHandle capture);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_capture_start(CaptureHandle capture);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_capture_clock_read(CaptureHandle capture, out Clock clock);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_capture_next_event(CaptureHandle capture, out Event e);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial nuint nt_capture_fault(CaptureHandle capture, byte* buffer, nuint capacity);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_capture_close(nint capture);
}
