using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/view_writer.h, field by field.</summary>
internal static unsafe partial class ViewNative
{
    [StructLayout(LayoutKind.Sequential)]
    public struct Options
    {
        public double FramesPerSecond, OverviewSeconds;
        public uint FftSize, BandsPerOctave;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Place
    {
        public ulong Sequence;
        public long AtNs;
        public ulong Entry;
        public int State, Reserved;
        public double PositionSeconds, DurationSeconds, AheadSeconds, RateHz;
        public ulong Frame, Output;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public ulong ThreadNanoseconds, Steps, Spectra, Lost;
        public uint Readers;
        public int IsIdle;
    }

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_view_create(string name, Options* options, out ViewHandle view);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_view_attach(ViewHandle view, DeviceHandle device, nint trail);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_view_detach(ViewHandle view, DeviceHandle device);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_view_tell(ViewHandle view, in Place place);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_view_sweep(out uint removed);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_view_describe(ViewHandle view, out Info info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_view_destroy(nint view);
}
