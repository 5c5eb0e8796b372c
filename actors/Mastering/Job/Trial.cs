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
        var format = excerpt.Info.Format;
        var pass = new RenderPass(graph, compiler.Compile(style, format, null), format, blockFrames, threads);
        // The limiter keeps the true peak; statistics need none.
        using var analyser = analyse.Sound(format, new SoundOptions { TruePeakOversampling = 0 });
        using var reader = excerpt.Open();
        var gains = pass.Run(reader, null, new AnalyserSink(analyser), null, cancellation);
        var limiter = gains.LastOrDefault(g => g.Stage == "limiter");
        return new RenderObservation(analyser.Finish("trial"), limiter?.ReductionPercentile(0.95) ?? new(0));
    }

    private sealed class AnalyserSink(ISoundAnalyser analyser) : IBlockSink
    {
        public void Take(AudioBlock block) => analyser.Add(block);
    }
}
