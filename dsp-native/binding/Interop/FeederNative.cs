using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/feeder.h, field by field.</summary>
internal static unsafe partial class FeederNative
{
    public const uint StartPaused = 1, Patient = 2, RunFadeIn = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct Options
    {
        public uint BlockFrames, TrailFrames;
        public double Gain, FadeSeconds;
        public uint Flags;
        public int Priority;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Event
    {
        public int Kind, Reserved;
        public ulong Run, RunFrame, DeviceFrame, Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public ulong Run, RunFrame, DeviceFrame, Blocks, EventsLost;
        public double Gain;
        public ulong WorstNanoseconds, ThreadNanoseconds;
        public int IsRealTime, IsUnity;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_create(DeviceHandle device, LiveGraphHandle graph, Options* options, out FeederHandle feeder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_queue(FeederHandle feeder, RingHandle ring, ulong run, uint flags);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_switch(FeederHandle feeder, RingHandle ring, ulong run, uint flags);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_stop(FeederHandle feeder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_pause(FeederHandle feeder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_resume(FeederHandle feeder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_set_gain(FeederHandle feeder, double gain, double rampSeconds);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_finish(FeederHandle feeder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_next_event(FeederHandle feeder, out Event e);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_feeder_describe(FeederHandle feeder, out Info info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial nint nt_feeder_trail(FeederHandle feeder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial ulong nt_trail_newest(nint trail);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_trail_read(nint trail, ref ulong position, double** planes, uint frames, out uint got, out ulong lapped);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_feeder_destroy(nint feeder);

    [StructLayout(LayoutKind.Sequential)]
    public struct BareInfo
    {
        public ulong Wakes, WorstLateNanoseconds;
        public int IsRealTime, Reserved;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_bare_feeder_create(DeviceHandle device, int priority, out BareFeederHandle feeder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_bare_feeder_describe(BareFeederHandle feeder, out BareInfo info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_bare_feeder_destroy(nint feeder);
}
