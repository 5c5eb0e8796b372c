using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Analyse;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Level;
using NTWorkstation.Mastering.Probe;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Studio.Capture;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Http;
using NTWorkstation.Studio.Decode.Live;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt;

/// <summary>The domain's ports with what stands behind them, and the jobs that run on them.</summary>
internal sealed record Ports
{
    public required IDecode Decode { get; init; }
    public required IGraph Graph { get; init; }
    public required IOutput Output { get; init; }
    public required IAnalyse Analyse { get; init; }
    public required IFourier Fourier { get; init; }
    public required ITagEditor Tags { get; init; }
    public required IDeviceCatalogue Devices { get; init; }
    public required ICaptureCatalogue Captures { get; init; }
    public required IFeeders Feeders { get; init; }
    public required IPlayerViews Views { get; init; }
    public required ILiveGraphs LiveGraphs { get; init; }
    public required IFrameSinks Sinks { get; init; }
    public required IAsyncResampling Clocks { get; init; }

    /// <summary>Sounds and playlists on servers.</summary>
    public HttpOpener Web => field ??= new(Decode);

    /// <summary>What makes the samples.</summary>
    public required EngineVersions Versions { get; init; }

    /// <summary>What plays: sources by their schemes, and the devices.</summary>
    /// <param name="latency">That is asked for: live sources hold about so much.</param>
    public TransportPorts Transport(Seconds latency = default) => new(
        new RunPorts(
            new LiveOpener(
                new SchemeOpener(new Dictionary<string, ISourceOpener>
                {
                    [SourceAddress.File] = new FileOpener(Decode),
                    [SourceAddress.Tone] = new TestSignalOpener(),
                    [SourceAddress.StandardInput] = new StandardInputOpener(Console.OpenStandardInput),
                    [SourceAddress.Capture] = new CaptureOpener(Captures),
                    [SourceAddress.Http] = Web,
                    [SourceAddress.Https] = Web,
                }),
                Clocks, scheme => scheme is SourceAddress.Http or SourceAddress.Https ? LiveSettings.Network(latency) : LiveSettings.Device(latency)),
            Sinks, Graph),
        new OutputPorts(Devices, Feeders, LiveGraphs) { Resolve = new LiveChain(Decode, Graph, Fourier).Resolve })
    {
        Web = Web,
    };

    public Renderer Renderer() => new(Decode, Graph, Output, Analyse, Fourier, Versions);

    public LoudnessScan LoudnessScan() => new(Decode, Analyse);

    public ChainProbe ChainProbe() => new(Decode, Graph, Fourier);

    public PlanRenderer PlanRenderer() => new(Decode, Graph, Output, Analyse, Fourier, Versions, FileHash.Of);

    public MatchJob MatchJob() => new(Decode, Graph, Output, Analyse, Fourier, Versions);

    /// <summary>The profile of a whole file.</summary>
    /// <param name="report">Takes the share that is done, 0 to 1.</param>
    public SoundProfile Listen(string path, SoundOptions options, Action<double> report, CancellationToken cancellation) =>
        new FileAnalysis(Decode, Analyse).Analyse(path, options, new Share(report), cancellation);

    private sealed class Share(Action<double> report) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value) => report(value.Fraction);
    }
}
