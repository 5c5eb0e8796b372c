using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_fft.</summary>
internal sealed class FourierHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public FourierHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        FourierNative.nt_fft_destroy(handle);
        return true;
    }
}
