using System.Diagnostics;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Job;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// Renders a file through a preset or a chain, at constant memory. The written file is measured while it is written (a lossy one after
/// it is decoded again) and rendered once more where it misses its loudness or goes over its ceiling. It gets its name only when it is
/// whole. Thread-safe.
/// </summary>
public sealed class Renderer(IDecode decode, IGraph graph, IOutput output, IAnalyse analyse, IFourier fourier, EngineVersions versions)
{
    private const int MostPasses = 4;
    // The ceiling is a promise, the loudness an aim: what a codec adds to the peaks is worth more renderings.
    private const int MostPassesForCeiling = 8;
    private const int VerifyOversampling = 32;
    // What a one-bit stream holds: +3 dB SACD.
    private static readonly Decibels MostModulation = new(-3);
    // A file is rendered again where it misses its loudness by more; 0.2 LU is what is promised. One tolerance for matches and presets:
    // a saved preset renders the same samples again.
    private static readonly Decibels LoudnessTolerance = new(0.19);

    /// <exception cref="MediaException">A file cannot be read or written.</exception>
    /// <exception cref="ArgumentException">A parameter is out of its range at this rate; the message names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public RenderResult Render(RenderRequest request, IProgress<JobProgress>? progress, CancellationToken cancellation) =>
        Render(request, RenderListeners.Nobody, progress, cancellation);

    internal RenderResult Render(RenderRequest request, RenderListeners listeners, IProgress<JobProgress>? progress, CancellationToken cancellation) =>
        Render(new FileSource(decode, request.Input, request.Rate), request, listeners, progress, cancellation);

    /// <param name="source">What is rendered, in place of the request's input.</param>
    internal RenderResult Render(
        IRenderSource source, RenderRequest request, RenderListeners listeners, IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        if (request.Style is null == request.Chain is null) throw new ArgumentException("Give a preset or a chain.", nameof(request));
        if (request.Style is not null && request.Loudness is not null) throw new ArgumentException("A preset has a loudness of its own.", nameof(request));
        var watch = Stopwatch.StartNew();
        var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        var compiler = new ChainCompiler(decode, graph, fourier);
        var encoding = request.Encoding;
        var kind = encoding.Kind ?? OutputEncoding.KindOf(request.Output);
        var samples = encoding.Samples ?? OutputEncoding.UsualSamples(kind);
        var limiterCeiling = (request.Style?.Limiter ?? request.Chain?.OfType<LimiterSpec>().LastOrDefault(l => l.Channels is null))?.Ceiling;
        var ceiling = request.Ceiling ?? limiterCeiling;
        Correction Fresh() => new(request.Style is { } s ? s.Loudness : request.Loudness, ceiling, limiterCeiling is not null, LoudnessTolerance);
        var correction = Fresh();
        var notes = new List<string>();

        for (var pass = 1; ; pass++)
        {
            using var reader = source.Open(cancellation);
            var info = reader.Info;
            var chain = Compile(compiler, request, info.Format, correction);
            if (NeedsDither(chain, samples, source.Bits(info), encoding, out var bits)) chain = chain.Append(new DitherSpec(bits, encoding.Dither, encoding.DitherSeed));
            var run = new RenderPass(graph, chain, info.Format, request.BlockFrames, request.Threads, request.Quality);
            var fileRate = OutputEncoding.RateOf(kind, run.OutputFormat.Rate);
            // Modulating once more would only add noise.
            var bitsOf = samples == SampleKind.Dsd && info.Samples == SampleKind.Dsd && source is FileSource && request.Rate is null && chain.IsTransparent
                && info.Container is "dsf" or "dsdiff" && encoding.BitRate == info.BitRate / info.Format.Channels ? request.Input : null;
            using var writer = ResampledWriter.Create(
                output, graph, request.Output,
                new WriterOptions
                {
                    Kind = kind, Format = run.OutputFormat, Samples = samples, BitRate = encoding.BitRate,
                    Tags = chain.IsTransparent ? info.Tags : LevelTags.Without(info.Tags), BitsOf = bitsOf,
                },
                fileRate, request.Quality);
            // An analyser reads loudness and true peak as a meter does.
            using var sound = request.Analyse ? Measuring(request.Output, run.OutputFormat, () => analyse.Sound(run.OutputFormat, new SoundOptions { TruePeakOversampling = VerifyOversampling })) : null;
            using var meter = request.Analyse ? null : Measuring(request.Output, run.OutputFormat, () => analyse.Loudness(run.OutputFormat, new MeterOptions(VerifyOversampling)));
            using var hash = new SampleHash(samples);
            using var heard = listeners.Begin(info.Format, run.OutputFormat);
            var sink = new OutputSink(writer, sound is null ? meter!.Add : sound.Add, hash, heard.Output);
            var subject = pass == 1 ? "" : FormattableString.Invariant($"pass {pass}");
            var gains = run.Run(reader, heard.Input, sink, progress is null ? null : new StepProgress(progress, JobStep.Render, subject), cancellation);
            if (sink.Frames == 0) throw new MediaException(MediaFault.TooLittle, $"{source.Name}: there is no audio in it.");

            var profile = sound?.Finish(Path.GetFileName(request.Output));
            var reading = profile?.Loudness.Reading ?? meter!.Read();
            if (samples == SampleKind.Lossy) reading = MeasureEncoded(writer.Finish(), progress, cancellation);
            var limiter = gains.LastOrDefault(g => g.Stage == "limiter");
            var p95 = limiter?.ReductionPercentile(0.95) ?? new(0);
            // The grid clips: what stood over full scale ahead of it counts.
            var grown = run.PeakBeforeDither > 1 ? Decibels.FromAmplitude(run.PeakBeforeDither).Value : double.NegativeInfinity;
            var (gainTrim, ceilingTrim) = (correction.GainTrimDb, correction.CeilingTrimDb);
            var again = correction.IsNeeded(reading.Integrated.Value, Math.Max(reading.TruePeak.Value, grown), p95.Value);
            if (pass == 1 && limiter is not null && profile is not null && listeners.Revise?.Invoke(new RenderObservation(profile, p95), again) is { } revised)
            {
                request = request with { Style = revised };
                correction = Fresh();
                again = true;
            }
            var held = ceiling is not { } most || reading.TruePeak.Value - most.Value <= Correction.CeilingToleranceDb;
            if (again && pass < (held ? MostPasses : MostPassesForCeiling)) continue;

            cancellation.ThrowIfCancellationRequested();
            writer.Commit();
            if (correction.Unreached is { } why) notes.Add(why);
            if (reader.DamagedPackets is > 0 and var damaged) notes.Add($"{source.Name} {DamageWords.Of(damaged)}");
            var file = run.OutputFormat with { Rate = fileRate };
            if (samples == SampleKind.Dsd)
            {
                if (bitsOf is null && reading.SamplePeak.Value > MostModulation.Value)
                    notes.Add(Wording.Say($"The samples go {reading.SamplePeak.Value - MostModulation.Value:0.00} dB over the {-MostModulation.Value:0} dB below full modulation that DSD holds, and are bent there: use less gain."));
            }
            else if (fileRate != run.OutputFormat.Rate) notes.Add($"The file is at {fileRate}: its codec does not hold {run.OutputFormat.Rate}.");
            if (!held)
                notes.Add(Wording.Say($"The true peak is {reading.TruePeak.Value - ceiling!.Value.Value:0.00} dB over the ceiling after {pass} renderings."));
            var clipped = Math.Max(reading.SamplePeak.Value, grown);
            if (samples is not (SampleKind.F32 or SampleKind.F64 or SampleKind.Lossy or SampleKind.Dsd) && clipped > 0)
                notes.Add(Wording.Say($"The samples go {clipped:0.00} dB over full scale and are clipped by this format: use a limiter, less gain, or 32-bit float."));
            return new RenderResult
            {
                Output = request.Output,
                Format = file,
                Encoding = encoding with { Kind = kind, Samples = samples },
                Length = new((long)Math.Ceiling(sink.Frames * (decimal)file.Rate.Hz / (decimal)run.OutputFormat.Rate.Hz)),
                Hash = hash.Read(),
                Loudness = reading,
                TruePeak = reading.TruePeak,
                CeilingHeld = held,
                Passes = pass,
                GainTrim = new(gainTrim),
                CeilingTrim = new(ceilingTrim),
                GainCurves = [.. gains.Select(g => g.Curve())],
                LimiterRate = limiter?.ReducedShare ?? 0,
                LimiterReductionP95 = p95,
                Profile = profile,
                Versions = versions,
                Cpu = new((Process.GetCurrentProcess().TotalProcessorTime - cpuBefore).TotalSeconds),
                Elapsed = new(watch.Elapsed.TotalSeconds),
                Notes = notes,
            };
        }
    }

    private static CompiledChain Compile(ChainCompiler compiler, RenderRequest request, AudioFormat format, Correction correction)
    {
        if (request.Style is { } style)
            return compiler.Compile(
                style with
                {
                    Gain = style.Gain + new Decibels(correction.GainTrimDb),
                    Limiter = style.Limiter is { } limiter ? limiter with { Ceiling = limiter.Ceiling + new Decibels(correction.CeilingTrimDb) } : null,
                },
                format, request.Rate);
        return ChainTrim.Compile(compiler, request.Chain!, format, request.Rate, new(correction.GainTrimDb), new(correction.CeilingTrimDb));
    }

    // A grid coarser than what the samples hold needs dither; samples that pass untouched onto a grid at least as fine do not.
    private static bool NeedsDither(CompiledChain chain, SampleKind samples, int sourceBits, OutputEncoding encoding, out int bits)
    {
        bits = samples switch { SampleKind.S16 => 16, SampleKind.S24 => 24, SampleKind.S32 => 32, SampleKind.U8 => 8, _ => 0 };
        if (bits == 0 || encoding.Dither == DitherKind.None || chain.All.LastOrDefault() is DitherSpec) return false;
        return !chain.IsEmpty || sourceBits > bits;
    }

    private static T Measuring<T>(string output, AudioFormat format, Func<T> begin)
    {
        try
        {
            return begin();
        }
        catch (ArgumentException e)
        {
            throw new MediaException(MediaFault.Unsupported, $"{output}: a result of {format.Rate} cannot be measured ({e.Message}). Choose a usual rate.", e);
        }
    }

    private LoudnessReading MeasureEncoded(string path, IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        using var reader = decode.Open(path);
        using var meter = analyse.Loudness(reader.Info.Format, new MeterOptions(VerifyOversampling));
        var block = new AudioBlock(reader.Info.Format.Channels, 8192);
        var length = reader.Info.Length?.Value ?? 0;
        long done = 0;
        while (reader.Read(block) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            meter.Add(block);
            done += block.Frames;
            if (length > 0) progress?.Report(new JobProgress(JobStep.Verify, Math.Min(1, (double)done / length), ""));
        }
        return meter.Read();
    }

    private sealed class StepProgress(IProgress<JobProgress> progress, JobStep step, string subject) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new JobProgress(step, value, subject));
    }
}
