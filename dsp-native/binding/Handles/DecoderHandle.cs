using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_decoder.</summary>
internal sealed class DecoderHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DecoderHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        DecodeNative.nt_decoder_close(handle);
        return true;
    }
}
