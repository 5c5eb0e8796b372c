using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_feeder.</summary>
internal sealed class FeederHandle : KeepingHandle
{
    protected override void Destroy() => FeederNative.nt_feeder_destroy(handle);
}

/// <summary>An nt_bare_feeder.</summary>
internal sealed class BareFeederHandle : KeepingHandle
{
    protected override void Destroy() => FeederNative.nt_bare_feeder_destroy(handle);
}
