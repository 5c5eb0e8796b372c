using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.ResampleNative;

namespace NTWorkstation.Dsp.Graph;

/// <summary>Conversions between clocks by the native library.</summary>
public sealed unsafe class NativeAsyncResampling : IAsyncResampling
{
    public IAsyncResampler Create(SampleRate source, SampleRate target, int channels, double range, int maxFrames, AsyncResampling kind)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrames, 1);
        var options = new AsyncOptions { InRate = source.Hz, OutRate = target.Hz, Range = range, Kind = (int)kind };
        Status.Check(nt_async_resampler_create(&options, (uint)channels, (uint)maxFrames, out var handle));
        return new NativeAsyncResampler(handle, channels);
    }

    public IDriftControl Control(SampleRate rate, FrameCount target, double range)
    {
        var options = new DriftOptions { Rate = rate.Hz, Target = target.Value, Range = range };
        Status.Check(nt_drift_control_create(&options, out var handle));
        return new NativeDriftControl(handle);
    }
}

internal sealed unsafe class NativeAsyncResampler : IAsyncResampler
{
    private readonly AsyncResamplerHandle _handle;
    private readonly int _channels;

    public NativeAsyncResampler(AsyncResamplerHandle handle, int channels)
    {
        (_handle, _channels) = (handle, channels);
        Status.Check(nt_async_resampler_describe(handle, out var info));
        (Latency, PassBand) = (new(info.Latency), new(info.PassHz));
    }

    public FrameCount Latency { get; }

    public Hertz PassBand { get; }

    public double Place
    {
        get
        {
            Status.Check(nt_async_resampler_place(_handle, out var whole, out var fraction));
            return whole + fraction;
        }
    }

    public void Glide(double factor, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        Status.Check(nt_async_resampler_glide(_handle, factor, (uint)frames));
    }

    public int Process(AudioBlock input, AudioBlock output)
    {
        Require(input);
        Require(output);
        var source = stackalloc double*[Planes.Max];
        var target = stackalloc double*[Planes.Max];
        Planes.Of(input, source);
        Planes.Of(output, target);
        Status.Check(nt_async_resampler_process(_handle, source, (uint)input.Frames, target, (uint)output.Capacity, out var taken, out var got));
        output.Frames = (int)got;
        GC.KeepAlive(input);
        return (int)taken;
    }

    public void Reset() => Status.Check(nt_async_resampler_reset(_handle));

    public void Dispose() => _handle.Dispose();

    private void Require(AudioBlock block) => Planes.Require(block, _channels, "resampler");
}

internal sealed class NativeDriftControl(DriftControlHandle handle) : IDriftControl
{
    public bool IsLocked => State.Locked != 0;

    public double Fill => State.Fill;

    private DriftState State
    {
        get
        {
            Status.Check(nt_drift_control_state(handle, out var state));
            return state;
        }
    }

    public double Update(Seconds read, double place, Seconds written, FrameCount total)
    {
        Status.Check(nt_drift_control_update(handle, read.Value, place, written.Value, (ulong)total.Value, out var factor));
        return factor;
    }

    public void Reset() => Status.Check(nt_drift_control_reset(handle));

    public void Dispose() => handle.Dispose();
}
