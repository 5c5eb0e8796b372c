using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_ring.</summary>
internal class RingHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public RingHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        RingNative.nt_ring_destroy(handle);
        return true;
    }
}

/// <summary>The nt_ring inside a device or a capture, which lives at least until this is disposed of and no call uses it any more.</summary>
internal sealed class InnerRingHandle : RingHandle
{
    private readonly SafeHandle _owner;

    public InnerRingHandle(DeviceHandle device) : this((SafeHandle)device) => SetHandle(DeviceNative.nt_device_ring(device));

    public InnerRingHandle(CaptureHandle capture) : this((SafeHandle)capture) => SetHandle(CaptureNative.nt_capture_ring(capture));

    private InnerRingHandle(SafeHandle owner)
    {
        _owner = owner;
        var isHeld = false;
        owner.DangerousAddRef(ref isHeld);
    }

    protected override bool ReleaseHandle()
    {
        _owner.DangerousRelease();
        return true;
    }
}

/// <summary>An nt_trail.</summary>
internal sealed class TrailHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public TrailHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        RingNative.nt_trail_destroy(handle);
        return true;
    }
}
