using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;

namespace NTWorkstation.Nt;

/// <summary>The one place where ports meet what stands behind them.</summary>
internal static class CompositionRoot
{
    public static Ports Ports() => new()
    {
        Decode = new NativeDecode(),
        Graph = new NativeGraph(),
        Fourier = new NativeFourier(),
    };
}
