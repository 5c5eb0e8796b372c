using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.AnalysisNative;

namespace NTWorkstation.Dsp.Analysis;

/// <summary>The analysis port on the native library. Thread-safe.</summary>
public sealed class NativeAnalyse : IAnalyse
{
    public ILoudnessMeter Loudness(AudioFormat format, MeterOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.TruePeakOversampling);
        Status.Check(nt_loudness_create(
            format.Rate.Hz, (uint)format.Channels, format.ChannelMask, (uint)options.TruePeakOversampling, out var handle));
        return new NativeLoudnessMeter(handle, format.Channels);
    }

    public ISoundAnalyser Sound(AudioFormat format, SoundOptions options) => new NativeSoundAnalyser(format, options);

    public IArtifactMeter Artifacts(AudioFormat format)
    {
        Status.Check(nt_artifacts_create(format.Rate.Hz, (uint)format.Channels, out var handle));
        return new NativeArtifactMeter(handle, format.Channels);
    }
}

internal sealed unsafe class NativeLoudnessMeter(LoudnessHandle handle, int channels) : ILoudnessMeter
{
    public void Add(AudioBlock block)
    {
        Blocks.Require(block, channels);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        Status.Check(nt_loudness_add(handle, planes, (uint)block.Frames));
        GC.KeepAlive(block);
    }

    public Audio.Analysis.LoudnessReading Read()
    {
        Status.Check(nt_loudness_read(handle, out var reading));
        return Blocks.ToDomain(reading);
    }

    public void Merge(ILoudnessMeter other)
    {
        if (other is not NativeLoudnessMeter native) throw new ArgumentException("The meter stands on another engine.", nameof(other));
        Status.Check(nt_loudness_merge(Handle, native.Handle));
    }

    private LoudnessHandle Handle => handle;

    public void Dispose() => handle.Dispose();
}

internal sealed unsafe class NativeArtifactMeter(ArtifactsHandle handle, int channels) : IArtifactMeter
{
    public void Add(AudioBlock target, AudioBlock render)
    {
        Blocks.Require(target, channels);
        Blocks.Require(render, channels);
        if (target.Frames != render.Frames)
            throw new ArgumentException($"The render's block has {render.Frames} frames, the target's {target.Frames}.", nameof(render));
        var a = stackalloc double*[Planes.Max];
        var b = stackalloc double*[Planes.Max];
        Planes.Of(target, a);
        Planes.Of(render, b);
        Status.Check(nt_artifacts_add(handle, a, b, (uint)target.Frames));
        GC.KeepAlive(target);
        GC.KeepAlive(render);
    }

    public ArtifactReading Read()
    {
        Status.Check(nt_artifacts_read(handle, out var r));
        return new ArtifactReading((long)r.Frames, (long)r.Any, (long)r.Clipped, (long)r.Steps, (long)r.Jumps);
    }

    public void Dispose() => handle.Dispose();
}

internal static class Blocks
{
    public static void Require(AudioBlock block, int channels) => Planes.Require(block, channels, "meter");

    public static Audio.Analysis.LoudnessReading ToDomain(in AnalysisNative.LoudnessReading r) => new()
    {
        Integrated = new Lufs(r.Integrated),
        MomentaryMax = new Lufs(r.MomentaryMax),
        ShortTermMax = new Lufs(r.ShortTermMax),
        Range = r.Range,
        TruePeak = new Decibels(r.TruePeak),
        SamplePeak = new Decibels(r.SamplePeak),
    };
}
