using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_feeder. Keeps what its thread uses open until that has ended.</summary>
internal sealed class FeederHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly List<SafeHandle> _kept = [];

    public FeederHandle() : base(ownsHandle: true) { }

    public void Keep(SafeHandle used)
    {
        var isKept = false;
        used.DangerousAddRef(ref isKept);
        _kept.Add(used);
    }

    protected override bool ReleaseHandle()
    {
        FeederNative.nt_feeder_destroy(handle);
        foreach (var used in _kept) used.DangerousRelease();
        return true;
    }
}
