using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/decode.h, field by field.</summary>
internal static unsafe partial class DecodeNative
{
    public const int NameBytes = 24;

    [StructLayout(LayoutKind.Sequential)]
    public struct DecodeOptions
    {
        public uint Threads;
        public ushort DsdDecimation;
        public ushort DsdFlags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct NativeByteSource
    {
        public nint Context;
        public delegate* unmanaged[Cdecl]<nint, long, byte*, nuint, long> Read;
        public long Size;
        public int IsSeekable;
        public int IsLive;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct NativeMediaInfo
    {
        public double SampleRate;
        public ulong ChannelMask;
        public long Length;
        public long Estimate;
        public long BitRate;
        public uint Channels;
        public int Samples;
        public uint TagCount;
        public uint TagsLeftOut;
        public fixed byte Container[NameBytes];
        public fixed byte Codec[NameBytes];
    }

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_decoder_open(string path, DecodeOptions* options, out DecoderHandle decoder);

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_decoder_open_bytes(NativeByteSource* source, string? hint, DecodeOptions* options, out DecoderHandle decoder);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_describe(DecoderHandle decoder, NativeMediaInfo* info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_read(DecoderHandle decoder, double** planes, uint capacity, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_part(DecoderHandle decoder, out uint index);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_seek(DecoderHandle decoder, long frame);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_damaged(DecoderHandle decoder, out long packets);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_tag(DecoderHandle decoder, uint index, out byte* key, out byte* value);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_cover(DecoderHandle decoder, out byte* bytes, out nuint size, out byte* mime);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_decoder_lyrics(DecoderHandle decoder, out byte* text);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_decoder_close(nint decoder);
}
