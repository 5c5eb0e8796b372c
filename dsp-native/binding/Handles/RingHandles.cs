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

/// <summary>The nt_ring inside a device, which lives at least until this is disposed of and no call uses it any more.</summary>
internal sealed class DeviceRingHandle : RingHandle
{
    private readonly DeviceHandle _device;

    public DeviceRingHandle(DeviceHandle device)
    {
        _device = device;
        var isHeld = false;
        device.DangerousAddRef(ref isHeld);
        SetHandle(DeviceNative.nt_device_ring(device));
    }

    protected override bool ReleaseHandle()
    {
        _device.DangerousRelease();
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
