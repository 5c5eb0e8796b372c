using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.DecodeNative;

namespace NTWorkstation.Dsp.Decode;

/// <summary>A byte source as the decoder calls it. What it throws crosses no native frame: it is kept, the decoder answers that reading failed, and the caller gets the exception itself.</summary>
internal sealed unsafe class ByteCalls(IByteSource bytes)
{
    private ExceptionDispatchInfo? _thrown;

    /// <param name="self">A handle to this.</param>
    public NativeByteSource Describe(GCHandle self) => new()
    {
        Context = GCHandle.ToIntPtr(self),
        Read = &Read,
        Size = bytes.Length ?? -1,
        IsSeekable = bytes.IsSeekable ? 1 : 0,
        IsLive = bytes.IsLive ? 1 : 0,
    };

    /// <summary>Throws what the bytes threw, where it made a call fail.</summary>
    public void Rethrow(NativeStatus status)
    {
        // What failed stays failed.
        if (status < 0) _thrown?.Throw();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Read(nint context, long offset, byte* to, nuint count)
    {
        var self = (ByteCalls)GCHandle.FromIntPtr(context).Target!;
        return self.Read(offset, new Span<byte>(to, (int)Math.Min(count, int.MaxValue)));
    }

    private long Read(long offset, Span<byte> to)
    {
        try
        {
            return bytes.Read(offset, to);
        }
#pragma warning disable CA1031 // It must not cross native frames.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _thrown = ExceptionDispatchInfo.Capture(error);
            return (long)NativeStatus.Io;
        }
    }
}
