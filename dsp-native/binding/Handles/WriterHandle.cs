using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_writer.</summary>
internal sealed class WriterHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public WriterHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        OutputNative.nt_writer_close(handle);
        return true;
    }
}
