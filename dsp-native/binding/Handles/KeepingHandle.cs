using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NTWorkstation.Dsp.Handles;

/// <summary>Something with a thread of the library's. Keeps what that uses open until it has ended.</summary>
internal abstract class KeepingHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    private readonly List<SafeHandle> _kept = [];

    public void Keep(SafeHandle used)
    {
        var isKept = false;
        used.DangerousAddRef(ref isKept);
        _kept.Add(used);
    }

    /// <summary>The thread no longer uses what was kept.</summary>
    public void Release()
    {
        foreach (var used in _kept) used.DangerousRelease();
        _kept.Clear();
    }

    protected abstract void Destroy();

    protected override bool ReleaseHandle()
    {
        Destroy();
        Release();
        return true;
    }
}
