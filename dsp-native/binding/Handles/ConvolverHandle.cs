using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_convolver.</summary>
internal sealed class ConvolverHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ConvolverHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        ConvolutionNative.nt_convolver_destroy(handle);
        return true;
    }
}
