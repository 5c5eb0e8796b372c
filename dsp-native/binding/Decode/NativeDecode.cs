using NTWorkstation.Audio.Decode;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.DecodeNative;

namespace NTWorkstation.Dsp.Decode;

/// <summary>The decode port on the native library. Thread-safe.</summary>
/// <param name="threads">Threads a codec may use, 1 to 16; the samples do not depend on it.</param>
public sealed class NativeDecode(int threads = 1) : IDecode
{
    public unsafe IMediaReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // A NUL would end the name early and open another file.
        if (path.Contains('\0')) throw new MediaException(MediaFault.NotFound, "The file name holds a NUL character.");
        var options = new DecodeOptions { Threads = (uint)threads };
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
