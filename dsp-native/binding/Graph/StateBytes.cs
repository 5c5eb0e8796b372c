using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Graph;

/// <summary>A native state as bytes.</summary>
internal static unsafe class StateBytes
{
    /// <summary>With bytes null it only tells the size.</summary>
    public delegate NativeStatus Save(byte* bytes, ref nuint size);

    public static byte[] Of(Save save)
    {
        nuint size = 0;
        Status.Check(save(null, ref size));
        var state = new byte[size];
        fixed (byte* bytes = state) Status.Check(save(bytes, ref size));
        return state;
    }
}
