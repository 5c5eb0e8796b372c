using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_view. Keeps what its thread looks at open until it has left it.</summary>
internal sealed class ViewHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly List<SafeHandle> _kept = [];

    public ViewHandle() : base(ownsHandle: true) { }

    public void Keep(SafeHandle used)
    {
        var isKept = false;
        used.DangerousAddRef(ref isKept);
        _kept.Add(used);
    }

    /// <summary>The thread no longer looks at what was kept.</summary>
    public void Release()
    {
        foreach (var used in _kept) used.DangerousRelease();
        _kept.Clear();
    }

    protected override bool ReleaseHandle()
    {
        ViewNative.nt_view_destroy(handle);
        Release();
        return true;
    }
}
