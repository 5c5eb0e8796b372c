using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>Files of ntdsp/dsd.h, field by field.</summary>
internal static unsafe partial class DsdNative
{
    [StructLayout(LayoutKind.Sequential)]
    public struct DsdInfo
    {
        public ulong ChannelMask;
        public long Bits;
        public uint BitRate, Channels;
    }

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_dsd_file_open(string path, out DsdFileHandle file);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_dsd_file_describe(DsdFileHandle file, out DsdInfo info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_dsd_file_read(DsdFileHandle file, long first, uint count, byte** channels);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_dsd_file_close(nint file);
}
