using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_resampler.</summary>
internal sealed class ResamplerHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ResamplerHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        ResampleNative.nt_resampler_destroy(handle);
        return true;
    }
}

/// <summary>An nt_async_resampler.</summary>
internal sealed class AsyncResamplerHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public AsyncResamplerHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        ResampleNative.nt_async_resampler_destroy(handle);
        return true;
    }
}

/// <summary>An nt_drift_control.</summary>
internal sealed class DriftControlHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DriftControlHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        ResampleNative.nt_drift_control_destroy(handle);
        return true;
    }
}
