using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_live_graph with its stages.</summary>
internal sealed class LiveGraphHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For calls that take one or none.</summary>
    public static readonly LiveGraphHandle None = new();

    public LiveGraphHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        LiveGraphNative.nt_live_graph_destroy(handle);
        return true;
    }
}
