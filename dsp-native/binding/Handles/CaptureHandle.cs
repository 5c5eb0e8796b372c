using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_capture with its ring.</summary>
internal sealed class CaptureHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public CaptureHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        CaptureNative.nt_capture_close(handle);
        return true;
    }
}
