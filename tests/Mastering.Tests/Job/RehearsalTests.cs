using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Mastering.Analyse;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Job;

/// <summary>What excerpts of a real song foretell of the whole of it.</summary>
public sealed class RehearsalTests : IDisposable
{
    private static readonly NativeGraph Graph = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-rehearsal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static StyleParams Driven(double gain) => new()
    {
        Eq = [new EqBand(EqType.LowShelf, new(120), 0.7, new(4))],
        Compressor = new CompressorSpec { Threshold = new(-30), Ratio = 2, Attack = new(0.01), Release = new(0.1) },
        Gain = new(gain),
        Limiter = new LimiterSpec { Ceiling = new(-1) },
        Loudness = new(-13),
    };

    [Fact]
    public void Given_a_limiter_at_work_then_the_gain_that_is_foretold_brings_the_whole_to_its_loudness()
    {
        var song = Music.Track("singularity-music", "Nebula.ogg");
        var target = new FileAnalysis(new NativeDecode(), new NativeAnalyse()).Analyse(song, new Audio.Analysis.SoundOptions(), null, default);
        var compiler = new ChainCompiler(new NativeDecode(), Graph, new NativeFourier());
        var rehearsal = new Rehearsal(new Trial(Graph, new NativeAnalyse(), compiler, 8192, 2), new NativeDecode(), song, target, default);

        var first = rehearsal.Levelled(Driven(8));
        Assert.Equal(-13, Rendered(song, first).Value, 1.5);
        // From what one rendering of the whole showed, the next is foretold more closely.
        var wild = Driven(12);
        var next = rehearsal.Levelled(first, (wild, Rendered(song, wild)));
        Assert.Equal(-13, Rendered(song, next).Value, 0.2);
    }

    private Lufs Rendered(string song, StyleParams style)
    {
        var renderer = new Renderer(new NativeDecode(), Graph, new NativeOutput(), new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());
        var request = new RenderRequest { Input = song, Output = Path.Combine(_folder, "out.wav"), Style = style with { Loudness = null } };
        return renderer.Render(request, null, default).Loudness.Integrated;
    }
}
