using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_dsd_file.</summary>
internal sealed class DsdFileHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DsdFileHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        DsdNative.nt_dsd_file_close(handle);
        return true;
    }
}
