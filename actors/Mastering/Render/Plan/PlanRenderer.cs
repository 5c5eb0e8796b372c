using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Job;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>Where and how a plan's render is stored.</summary>
public sealed record PlanRequest
{
    public required RenderPlan Plan { get; init; }
    public required string Output { get; init; }
    /// <summary>Its seed is not looked at: the plan has one.</summary>
    public OutputEncoding Encoding { get; init; } = new();
    /// <summary>Also measure the render as analysis does (the result's profile).</summary>
    public bool Analyse { get; init; }
    /// <summary>Frames of a block, 1 to 65536. The samples do not depend on it.</summary>
    public int BlockFrames { get; init; } = 8192;
    /// <summary>Threads to use, at least 1. The samples do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>
/// Renders a plan: its tracks summed, then the master as any chain is rendered, with loudness, ceiling, dither, verification and hash. A plan
/// of one track without a chain gives the samples that the master's chain gives on its file. Thread-safe.
/// </summary>
public sealed class PlanRenderer(
    IDecode decode, IGraph graph, IOutput output, IAnalyse analyse, IFourier fourier, EngineVersions versions, ContentHash hashOf)
{
    /// <exception cref="MediaException">A file cannot be read or written; NotFound or Changed where a track must be relinked.</exception>
    /// <exception cref="ArgumentException">A parameter is out of its range at this rate; the message names it. Or the plan's tracks do not fit its channels.</exception>
    /// <exception cref="Contracts.ContractException">A processor's parameters do not keep their contract.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public RenderResult Render(PlanRequest request, IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        var plan = request.Plan;
        if (plan.Tracks.Count == 0) throw new ArgumentException("A plan has at least one track.", nameof(request));
        foreach (var track in plan.Tracks)
        {
            if (track.Chain.FirstOrDefault(p => p.Definition == ProcessorCatalogue.Resample || p.Definition == ProcessorCatalogue.Dither) is { } wrong)
                throw new ArgumentException($"track \"{track.Name}\" has a {wrong.Processor}, which belongs to the master.", nameof(request));
            if (!ChannelSpread.IsPossible(track.Media.Channels, plan.Channels))
                throw new ArgumentException($"track \"{track.Name}\" has {track.Media.Channels} channels, which do not fit a plan of {plan.Channels}.", nameof(request));
        }
        var files = new PlannedFiles(plan);
        files.Require(decode, hashOf, cancellation);
        var source = new MixSource(plan, decode, graph, new ChainCompiler(decode, graph, fourier), files, hashOf, request.Threads);
        var master = new RenderRequest
        {
            Input = source.Name,
            Output = request.Output,
            Chain = [.. plan.Master.Select(files.Spec)],
            Loudness = plan.Loudness,
            Encoding = request.Encoding with { DitherSeed = plan.DitherSeed },
            Analyse = request.Analyse,
            BlockFrames = request.BlockFrames,
            Threads = request.Threads,
        };
        return new Renderer(decode, graph, output, analyse, fourier, versions).Render(source, master, RenderListeners.Nobody, progress, cancellation);
    }

    /// <summary>What is kept of a render that was made.</summary>
    /// <param name="ofSequence">The last event that the plan knew of.</param>
    public static RenderRecord Record(long ofSequence, RenderPlan plan, RenderResult result) => new()
    {
        OfSequence = ofSequence,
        Output = Path.GetFullPath(result.Output),
        Hash = result.Hash,
        PlanHash = RenderPlanJson.Hash(plan),
        Rate = result.Format.Rate,
        Channels = result.Format.Channels,
        Frames = result.Length,
        Kind = result.Encoding.Kind!.Value,
        Samples = result.Encoding.Samples!.Value,
        Dither = result.Encoding.Dither,
        DitherSeed = result.Encoding.DitherSeed,
        BitRate = result.Encoding.BitRate,
        Engine = result.Versions.Engine,
        IsaClass = result.Versions.IsaClass,
        Codec = result.Versions.Codec,
        Resampler = result.Versions.Resampler,
        Pitch = result.Versions.Pitch,
        Loudness = double.IsFinite(result.Loudness.Integrated.Value) ? result.Loudness.Integrated : null,
        TruePeak = double.IsFinite(result.TruePeak.Value) ? result.TruePeak : null,
    };
}
