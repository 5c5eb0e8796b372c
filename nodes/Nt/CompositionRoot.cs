using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Capture;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Dsp.Ring;
using NTWorkstation.Nt.Commands.Output;

namespace NTWorkstation.Nt;

/// <summary>The one place where ports meet what stands behind them.</summary>
internal static class CompositionRoot
{
    public static Ports Ports() => new()
    {
        Decode = new NativeDecode(),
        Graph = new NativeGraph(),
        Output = new GuardedOutput(new NativeOutput()),
        Analyse = new NativeAnalyse(),
        Fourier = new NativeFourier(),
        Tags = new NativeTagEditor(),
        Devices = new NativeDeviceCatalogue(),
        Captures = new NativeCaptureCatalogue(),
        Feeders = new NativeFeeders(),
        Views = new NativePlayerViews(),
        LiveGraphs = new NativeLiveGraphs(),
        Sinks = new NativeFrameSinks(),
        Clocks = new NativeAsyncResampling(),
        Versions = NativeEngine.Describe(),
    };
}
