using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>A thread of the library's. Keeps what it uses open until that has ended.</summary>
internal abstract class FeedingHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    private readonly List<SafeHandle> _kept = [];

    public void Keep(SafeHandle used)
    {
        var isKept = false;
        used.DangerousAddRef(ref isKept);
        _kept.Add(used);
    }

    protected abstract void Destroy();

    protected override bool ReleaseHandle()
    {
        Destroy();
        foreach (var used in _kept) used.DangerousRelease();
        return true;
    }
}

/// <summary>An nt_feeder.</summary>
internal sealed class FeederHandle : FeedingHandle
{
    protected override void Destroy() => FeederNative.nt_feeder_destroy(handle);
}

/// <summary>An nt_bare_feeder.</summary>
internal sealed class BareFeederHandle : FeedingHandle
{
    protected override void Destroy() => FeederNative.nt_bare_feeder_destroy(handle);
}
