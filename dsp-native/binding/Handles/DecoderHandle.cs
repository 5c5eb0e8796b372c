using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_decoder.</summary>
internal sealed class DecoderHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private GCHandle _bytes;

    public DecoderHandle() : base(ownsHandle: true) { }

    /// <summary>What the decoder calls for its bytes lives as long as it does.</summary>
    public void Keep(GCHandle bytes) => _bytes = bytes;

    protected override bool ReleaseHandle()
    {
        DecodeNative.nt_decoder_close(handle);
        if (_bytes.IsAllocated) _bytes.Free();
        return true;
    }
}
