using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.DecodeNative;

namespace NTWorkstation.Dsp.Decode;

/// <summary>The decode port on the native library. Thread-safe.</summary>
/// <param name="threads">Threads a codec may use, 1 to 16; the samples do not depend on it.</param>
public sealed class NativeDecode(int threads = 1) : IDecode
{
    private const int UsualDecimation = 32;

    public IMediaReader Open(string path) => Open(path, decimation: 0);

    public IMediaReader Open(string path, SampleRate wanted) => AtRate(decimation => Open(path, decimation), wanted);

    public IMediaReader Open(IByteSource bytes, string name, string? hint = null, SampleRate? wanted = null) =>
        wanted is { } rate ? AtRate(decimation => Open(bytes, name, hint, decimation), rate) : Open(bytes, name, hint, decimation: 0);

    private static NativeReader AtRate(Func<int, NativeReader> open, SampleRate wanted)
    {
        var reader = open(0);
        if (reader.Info.DsdRate is not { } bits) return reader;
        var decimation = 512;
        while (decimation > 8 && bits.Hz / decimation < wanted.Hz) decimation /= 2;
        if (decimation == UsualDecimation) return reader;
        reader.Dispose();
        return open(decimation);
    }

    private unsafe NativeReader Open(IByteSource bytes, string name, string? hint, int decimation)
    {
        var options = new DecodeOptions { Threads = (uint)threads, DsdDecimation = (ushort)decimation };
        var calls = new ByteCalls(bytes);
        var self = GCHandle.Alloc(calls);
        var source = calls.Describe(self);
        var status = nt_decoder_open_bytes(&source, hint, &options, out var handle);
        handle.Keep(self);
        try
        {
            calls.Rethrow(status);
            Status.Check(status, name);
            return new NativeReader(handle, name, calls);
        }
        catch
        {
            // Of one that was not made nothing is closed, and it frees nothing.
            if (handle.IsInvalid) self.Free();
            handle.Dispose();
            throw;
        }
    }

    public IBitReader OpenBits(string path)
    {
        RequireName(path);
        Status.Check(DsdNative.nt_dsd_file_open(path, out var handle), path);
        try
        {
            return new NativeBitReader(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void RequireName(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // A NUL would end the name early and open another file.
        if (path.Contains('\0')) throw new MediaException(MediaFault.NotFound, "The file name holds a NUL character.");
    }

    private unsafe NativeReader Open(string path, int decimation)
    {
        RequireName(path);
        var options = new DecodeOptions { Threads = (uint)threads, DsdDecimation = (ushort)decimation };
        Status.Check(nt_decoder_open(path, &options, out var handle), path);
        try
        {
            return new NativeReader(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
