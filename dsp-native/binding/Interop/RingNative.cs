using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/ring.h, field by field.</summary>
internal static unsafe partial class RingNative
{
    [StructLayout(LayoutKind.Sequential)]
    public struct Options
    {
        public ulong CapacityFrames;
        public uint Planes, ItemBytes, Flags, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct View
    {
        public ulong Start, Offset;
        public uint First, Second;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Chunk
    {
        public View View;
        public ulong Sequence;
        public uint Hop, Fresh;
        public int IsLast, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Block
    {
        public double** Planes;
        public uint Frames;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct State
    {
        public ulong Written, Read, Overruns, Dropped, Underruns, Missed;
        public int IsClosed, Reserved;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial ulong nt_ring_frames(double seconds, double rate);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_create(Options* options, out RingHandle ring);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_ring_destroy(nint ring);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void* nt_ring_plane(RingHandle ring, uint plane);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_write(RingHandle ring, double** planes, uint frames, out uint written);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_write(RingHandle ring, byte** planes, uint frames, out uint written);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_write_batch(RingHandle ring, Block* blocks, uint count, out ulong written);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_reserve(RingHandle ring, uint frames, out View view);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_commit(RingHandle ring, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_close(RingHandle ring);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_read(RingHandle ring, double** planes, uint frames, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_read(RingHandle ring, byte** planes, uint frames, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_peek(RingHandle ring, ulong after, double** planes, uint frames, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_view_readable(RingHandle ring, uint frames, out View view);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_skip(RingHandle ring, ulong frames, out ulong skipped);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_clear(RingHandle ring);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_next_chunk(RingHandle ring, uint frames, uint overlap, out Chunk chunk);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_advance(RingHandle ring, Chunk* chunk);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial ulong nt_ring_available(RingHandle ring);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial ulong nt_ring_remaining(RingHandle ring);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_describe(RingHandle ring, out Options options, out State state);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_wait_readable(RingHandle ring, ulong frames, ulong timeoutNs);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_ring_wait_writable(RingHandle ring, ulong frames, ulong timeoutNs);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_trail_create(uint channels, ulong capacityFrames, out TrailHandle trail);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_trail_destroy(nint trail);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_trail_write(TrailHandle trail, double** planes, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_trail_read(TrailHandle trail, ulong* position, double** planes, uint frames, out uint got, out ulong lapped);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial ulong nt_trail_newest(TrailHandle trail);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_trail_describe(TrailHandle trail, out uint channels, out ulong capacityFrames);
}
