using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Tests.Fakes;

namespace NTWorkstation.Mastering.Tests.Render;

/// <summary>A renderer on the real native graph with files in memory.</summary>
internal sealed class RendererFixture
{
    public MemoryMedia Media { get; } = new();

    public Renderer Renderer => new(Media, new NativeGraph(), Media, new PlainAnalyse(), new NativeFourier(), NativeEngine.Describe());

    public RenderResult Render(Clip clip, StyleParams style, Func<RenderRequest, RenderRequest>? change = null) =>
        Render(clip, Request(change) with { Style = style });

    public RenderResult Render(Clip clip, ProcessorSpec[] chain, Func<RenderRequest, RenderRequest>? change = null) =>
        Render(clip, Request(change) with { Chain = chain });

    public Clip Written => Media.Files["out.wav"];

    private static RenderRequest Request(Func<RenderRequest, RenderRequest>? change)
    {
        var request = new RenderRequest { Input = "in", Output = "out.wav", Encoding = new OutputEncoding { Samples = SampleKind.F64 } };
        return change is null ? request : change(request);
    }

    private RenderResult Render(Clip clip, RenderRequest request)
    {
        Media.Files["in"] = clip;
        return Renderer.Render(request, null, default);
    }

    /// <summary>Highest level of the difference of two recordings of equal shape, in dB of full scale.</summary>
    public static double DifferenceDb(Clip a, Clip b)
    {
        if (a.Format.Channels != b.Format.Channels || a.Frames != b.Frames) throw new ArgumentException($"{a.Frames} frames against {b.Frames}.");
        var most = 0.0;
        for (var c = 0; c < a.Planes.Length; c++)
            for (var i = 0; i < a.Frames; i++) most = Math.Max(most, Math.Abs(a.Planes[c][i] - b.Planes[c][i]));
        return new Decibels(20 * Math.Log10(most)).Value;
    }
}
