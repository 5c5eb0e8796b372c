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

/// <summary>The nt_ring inside a capture, which lives at least until this is disposed of and no call uses it any more.</summary>
internal sealed class CaptureRingHandle : RingHandle
{
    private readonly CaptureHandle _capture;

    public CaptureRingHandle(CaptureHandle capture)
    {
        _capture = capture;
        var isHeld = false;
        capture.DangerousAddRef(ref isHeld);
        SetHandle(CaptureNative.nt_capture_ring(capture));
    }

    protected override bool ReleaseHandle()
    {
        _capture.DangerousRelease();
        return true;
    }
}
