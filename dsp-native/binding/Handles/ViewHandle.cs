using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_view.</summary>
internal sealed class ViewHandle : KeepingHandle
{
    protected override void Destroy() => ViewNative.nt_view_destroy(handle);
}
