using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/output.h, field by field.</summary>
internal static unsafe partial class OutputNative
{
    public enum Kind
    {
        Wav = 0,
        Flac = 1,
        WavPack = 2,
        Alac = 3,
        Opus = 4,
        Mp3 = 5,
        Aac = 6,
        Adts = 7,
        Dsf = 8,
        Dsdiff = 9,
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct NativeWriterOptions
    {
        public double SampleRate;
        public ulong ChannelMask;
        public long BitRate;
        public uint Channels;
        public Kind Kind;
        public int Samples;
        public uint TagCount;
        public byte** TagKeys;
        public byte** TagValues;
        public byte* Lyrics;
        public byte* Cover;
        public nuint CoverSize;
        public byte* CoverMime;
    }

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_writer_create(string path, NativeWriterOptions* options, out WriterHandle writer);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_writer_write(WriterHandle writer, double** planes, uint frames);

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_writer_copy_bits(WriterHandle writer, string path);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_writer_finish(WriterHandle writer);

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_file_publish(string from, string to);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_writer_close(nint writer);
}
