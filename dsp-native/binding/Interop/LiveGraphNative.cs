using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/live_graph.h, field by field.</summary>
internal static unsafe partial class LiveGraphNative
{
    [StructLayout(LayoutKind.Sequential)]
    public struct Options
    {
        public double SampleRate;
        public uint Channels;
        public uint MaxFrames;
        public double FadeS, WarmS, Budget;
        public uint Patience;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Stage
    {
        public ulong Id;
        public nint Graph;
        public int IsBypassed;
        public int Reserved;
    }

    public enum EventKind
    {
        Edited = 0,
        Failed = 1,
        Bypassed = 2,
        Unbypassed = 3,
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Event
    {
        public EventKind Kind;
        public NativeStatus Status;
        public ulong Id, Frame, Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public uint Channels, InputChannels, Latency, StageCount;
        public int IsChanging, Reserved;
        public ulong Frames, Tail;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_create(in Options options, out LiveGraphHandle graph);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_edit(LiveGraphHandle graph, Stage* stages, uint count, out ulong edit);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_bypass(LiveGraphHandle graph, ulong id, int isBypassed);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_process(LiveGraphHandle graph, double** input, double** output, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_reset(LiveGraphHandle graph);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_next_event(LiveGraphHandle graph, out Event next);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_describe(LiveGraphHandle graph, out Info info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_live_graph_inject(LiveGraphHandle graph, ulong id, NativeStatus fault);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_live_graph_destroy(nint graph);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial nint nt_status_name(NativeStatus status);
}
