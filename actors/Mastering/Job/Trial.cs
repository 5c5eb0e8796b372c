using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;

namespace NTWorkstation.Mastering.Job;

/// <summary>Renders an excerpt in memory and looks at the result; nothing is written.</summary>
internal sealed class Trial(IGraph graph, IAnalyse analyse, ChainCompiler compiler, int blockFrames, int threads)
{
    public RenderObservation Observe(Excerpt excerpt, StyleParams style, CancellationToken cancellation)
    {
        // The limiter keeps the true peak; statistics need none.
        using var analyser = analyse.Sound(excerpt.Info.Format, new SoundOptions { TruePeakOversampling = 0 });
        var gains = Run(excerpt, style, analyser.Add, cancellation);
        return new RenderObservation(analyser.Finish("trial"), Reduction95(gains));
    }

    /// <summary>The integrated loudness and the limiter's reduction alone, which cost a fraction of the statistics.</summary>
    public (Lufs Loudness, Decibels LimiterReduction95) Loudness(Excerpt excerpt, StyleParams style, CancellationToken cancellation)
    {
        using var meter = analyse.Loudness(excerpt.Info.Format, new MeterOptions(0));
        var gains = Run(excerpt, style, meter.Add, cancellation);
        return (meter.Read().Integrated, Reduction95(gains));
    }

    private static Decibels Reduction95(IReadOnlyList<GainRecorder> gains) =>
        gains.LastOrDefault(g => g.Stage == "limiter")?.ReductionPercentile(0.95) ?? new(0);

    private IReadOnlyList<GainRecorder> Run(Excerpt excerpt, StyleParams style, Action<AudioBlock> see, CancellationToken cancellation)
    {
        var format = excerpt.Info.Format;
        var pass = new RenderPass(graph, compiler.Compile(style, format, null), format, blockFrames, threads);
        using var reader = excerpt.Open();
        return pass.Run(reader, null, new Viewer(see), null, cancellation);
    }

    private sealed class Viewer(Action<AudioBlock> see) : IBlockSink
    {
        public void Take(AudioBlock block) => see(block);
    }
}
