using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Presets;
using NTWorkstation.Mastering.Analyse;
using NTWorkstation.Mastering.Invert.Paired;
using NTWorkstation.Mastering.Render;

namespace NTWorkstation.Mastering.Job;

/// <summary>
/// Gives a target the sound of a reference: analyse both, invert, try the result on excerpts and correct what is left, render once, and
/// measure what was written. Thread-safe.
/// </summary>
public sealed class MatchJob(IDecode decode, IGraph graph, IOutput output, IAnalyse analyse, IFourier fourier, EngineVersions versions)
{
    // Three minutes of stereo at 44.1 kHz take 64 MB.
    private const long RememberedBytes = 96L << 20;
    // A whole rendering shows what the excerpts did not. It is worth another one where the equaliser would move by this much on average.
    private static readonly Decibels WorthRenderingAgain = new(0.7);

    /// <exception cref="MediaException">A file cannot be read or written, or holds no sound.</exception>
    /// <exception cref="NotPairedException">In paired mode: the two are not the same performance.</exception>
    /// <exception cref="ArgumentException">The request contradicts itself, or a file is silent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public MatchResult Run(MatchRequest request, IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        Validate(request);
        var clock = new JobClock();
        var target = new RememberedDecode(decode, request.Target, RememberedBytes);
        var (reference, before) = Analyse(request, target, progress, cancellation);
        clock.Mark(JobClock.Analysed);

        var options = Options(request);
        var (style, room) = request.Mode == MatchMode.Paired
            ? Paired(request, target, progress, cancellation)
            : (StatisticalInversion.Invert(reference, before, options with { Amount = 100 }), null);
        IDecode sources = room is null ? target : room;
        style = Finished(style, request);
        clock.Mark(JobClock.Inverted);

        // What is identified is not corrected by statistics: only its loudness is still to be found.
        var corrections = request.Mode == MatchMode.Paired ? 0 : request.MostCorrections;
        Rehearsal? rehearsal = null;
        if (request.Amount > 0 && request.MostCorrections > 0)
            rehearsal = new Rehearsal(
                new Trial(graph, analyse, new ChainCompiler(sources, graph, fourier), request.BlockFrames, request.Threads), target, request.Target, before, cancellation);
        if (rehearsal is { IsSilent: false }) style = Correct(request, options, style, reference, before, rehearsal, corrections, progress);
        else (rehearsal, corrections, style) = (null, 0, StyleAmount.Scale(style, request.Amount * 100, before.Loudness.Reading.Integrated));
        clock.Mark(JobClock.Tried);

        var preview = request.PreviewPath is null ? null : new Preview(target, request.Target, before, cancellation);
        StyleParams? Revised(RenderObservation seen, bool anyway)
        {
            var next = Finished(StatisticalInversion.Correct(style, reference, before, seen, options), request);
            if (!anyway && StatisticalInversion.Change(style, next) <= WorthRenderingAgain.Value) return null;
            return style = rehearsal!.Levelled(next, (style, seen.Profile.Loudness.Reading.Integrated));
        }
        var revise = rehearsal is not null && request is { Mode: MatchMode.Unpaired, Amount: 1 } ? (Func<RenderObservation, bool, StyleParams?>)Revised : null;
        var render = Render(request, style, revise, sources, out var artifactsRate, progress, cancellation);
        var rendered = render.Profile!;
        if (render.GainTrim.Value != 0) style = style with { Gain = style.Gain + render.GainTrim };
        if (render.Notes.Count > 0) style = style with { Notes = [.. style.Notes, .. render.Notes] };
        room?.Write(output);
        if (request.PresetPath is { } preset) WholeText.Write(preset, StyleParamsJson.Write(Portable(style, preset)));
        var layout = preview?.Write(decode, graph, output, analyse, request.Output, request.PreviewPath!, cancellation);
        clock.Mark(JobClock.Rendered);

        return new MatchResult
        {
            Mode = request.Mode,
            Style = style,
            Render = render,
            Reference = reference,
            Target = before,
            Rendered = rendered,
            Before = StyleMetrics.Between(reference, before),
            After = StyleMetrics.Between(reference, rendered),
            LimiterRate = render.LimiterRate,
            ArtifactsRate = artifactsRate,
            Corrections = corrections,
            RoomPath = room?.Path,
            Preview = layout,
            Cost = clock.Cost(),
        };
    }

    private static void Validate(MatchRequest request)
    {
        if (request.References.Count == 0) throw new ArgumentException("Give at least one reference.", nameof(request));
        foreach (var r in request.References)
            if (r.Path is null == r.Profile is null || !(r.Weight > 0) || !double.IsFinite(r.Weight))
                throw new ArgumentException("A reference is a file or a saved profile, with a weight above 0.", nameof(request));
        if (request.Mode == MatchMode.Paired && (request.References.Count != 1 || request.References[0].Path is null))
            throw new ArgumentException("Paired mode takes exactly one reference, a file.", nameof(request));
        if (!(request.Amount is >= 0 and <= 1)) throw new ArgumentException("The amount is 0 to 1.", nameof(request));
        if (request.MostCorrections is < 0 or > 2) throw new ArgumentException("Corrections are 0 to 2.", nameof(request));
    }

    private (SoundProfile Reference, SoundProfile Target) Analyse(
        MatchRequest request, RememberedDecode target, IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        var options = new SoundOptions { WithF0 = request.Stages.HasFlag(Stages.Pitch) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        SoundProfile One(IDecode from, string path)
        {
            try
            {
                return new FileAnalysis(from, analyse).Analyse(path, options, progress is null ? null : new AnalyseProgress(progress), stop.Token);
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
        var own = Task.Run(() => One(target, request.Target), CancellationToken.None);
        var profiles = new List<SoundProfile>();
        try
        {
            foreach (var r in request.References) profiles.Add(r.Profile ?? One(decode, r.Path!));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The target's analysis failed and stopped this one: its own fault is the one to report, below.
        }
        finally
        {
            // The task uses what belongs to the job: it ends before the job does.
            Task.WaitAny([own], CancellationToken.None);
        }
        var targetProfile = own.GetAwaiter().GetResult();
        var reference = profiles.Count == 1 ? profiles[0] : SoundMixture.Average(profiles, [.. request.References.Select(r => r.Weight)]);
        return (reference, targetProfile);
    }

    private static InversionOptions Options(MatchRequest request) => new()
    {
        Stages = request.Stages | (request.ImpulseResponse is null ? Stages.None : Stages.Reverb),
        Ceiling = request.Ceiling,
        Loudness = request.Loudness,
        ImpulseResponse = request.ImpulseResponse,
    };

    private (StyleParams Style, FoundRoom? Room) Paired(
        MatchRequest request, RememberedDecode target, IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        // Analysis and identification leave tens of megabytes that nobody needs: given back before the next step takes its own.
        GiveBack();
        var found = new PairedInversion(target, graph, fourier).Identify(
            request.References[0].Path!, request.Target, progress is null ? null : new StepProgress(progress, JobStep.Invert), cancellation);
        GiveBack();
        var room = found.Identification.Room is { } response && request.Stages.HasFlag(Stages.Reverb)
            ? new FoundRoom(target, request.RoomPath ?? Path.ChangeExtension(request.Output, ".ir.wav"), response)
            : null;
        return (PairedStyle.From(found.Identification, found.Alignment, found.Compared, request.Stages, request.Ceiling, room?.Path), room);
    }

    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    // A preset names its impulse response from where the preset is, so that the two can be moved together.
    private static StyleParams Portable(StyleParams style, string preset) =>
        style.Reverb is not { } reverb || reverb.ImpulseResponse.StartsWith(SynthesisedRoom.Prefix, StringComparison.Ordinal)
            ? style
            : style with { Reverb = reverb with { ImpulseResponse = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(preset))!, Path.GetFullPath(reverb.ImpulseResponse)) } };

    private static StyleParams Finished(StyleParams style, MatchRequest request)
    {
        if (!request.Stages.HasFlag(Stages.Limiter)) style = style with { Limiter = null };
        if (!request.Stages.HasFlag(Stages.Gain)) style = style with { Loudness = null, Gain = default };
        else if (request.Loudness is { } loudness && request.Mode == MatchMode.Paired) style = style with { Loudness = loudness };
        return style;
    }

    /// <summary>Corrects a style by what it does to the excerpts, as often as asked, and brings it to its amount and loudness.</summary>
    private static StyleParams Correct(
        MatchRequest request, InversionOptions options, StyleParams style, SoundProfile reference, SoundProfile before, Rehearsal rehearsal, int most,
        IProgress<JobProgress>? progress)
    {
        for (var n = 0; n < most; n++)
        {
            progress?.Report(new JobProgress(JobStep.Invert, (double)n / most, ""));
            style = Finished(StatisticalInversion.Correct(style, reference, before, rehearsal.Observe(style), options), request);
        }
        style = rehearsal.Levelled(StyleAmount.Scale(style, request.Amount * 100, before.Loudness.Reading.Integrated));
        progress?.Report(new JobProgress(JobStep.Invert, 1, ""));
        return style;
    }

    private RenderResult Render(
        MatchRequest request, StyleParams style, Func<RenderObservation, bool, StyleParams?>? revise, IDecode sources, out double artifactsRate, IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        ArtifactListener? artifacts = null;
        var listeners = new RenderListeners((input, output) =>
        {
            artifacts = new ArtifactListener(analyse.Artifacts(input));
            return new RenderHearing { Input = artifacts.Input, Output = [artifacts], Owned = artifacts };
        })
        { Revise = revise };
        var renderer = new Renderer(sources, graph, output, analyse, fourier, versions);
        var result = renderer.Render(
            new RenderRequest
            {
                Input = request.Target,
                Output = request.Output,
                Style = style,
                Ceiling = request.Amount > 0 ? request.Ceiling : null,
                Encoding = request.Encoding,
                Analyse = true,
                BlockFrames = request.BlockFrames,
                Threads = request.Threads,
            },
            listeners, progress, cancellation);
        artifactsRate = artifacts!.Rate;
        return result;
    }

    private sealed class StepProgress(IProgress<JobProgress> progress, JobStep step) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new JobProgress(step, value, ""));
    }

    private sealed class AnalyseProgress(IProgress<JobProgress> progress) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value) => progress.Report(new JobProgress(JobStep.Analyse, value.Fraction, value.Path));
    }
}
