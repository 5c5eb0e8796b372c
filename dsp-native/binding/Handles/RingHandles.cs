using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_ring.</summary>
internal sealed class RingHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public RingHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        RingNative.nt_ring_destroy(handle);
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
