using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;

namespace NTWorkstation.Nt;

/// <summary>The domain's ports with what stands behind them.</summary>
internal sealed record Ports
{
    public required IDecode Decode { get; init; }
    public required IGraph Graph { get; init; }
    public required IOutput Output { get; init; }
    public required IAnalyse Analyse { get; init; }
    public required IFourier Fourier { get; init; }
}
