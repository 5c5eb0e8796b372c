using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_device with its ring.</summary>
internal sealed class DeviceHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DeviceHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        DeviceNative.nt_device_close(handle);
        return true;
    }
}
