using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.ResampleNative;

namespace NTWorkstation.Dsp.Graph;

internal sealed unsafe class NativeResampler(ResamplerHandle handle, int channels) : IResampler
{
    public void Process(AudioBlock input, AudioBlock output)
    {
        Require(input);
        Require(output);
        var source = stackalloc double*[Planes.Max];
        var target = stackalloc double*[Planes.Max];
        Planes.Of(input, source);
        Planes.Of(output, target);
        Status.Check(nt_resampler_process(handle, source, (uint)input.Frames, target, (uint)output.Capacity, out var got));
        output.Frames = (int)got;
        GC.KeepAlive(input);
    }

    public bool Flush(AudioBlock output)
    {
        Require(output);
        var target = stackalloc double*[Planes.Max];
        Planes.Of(output, target);
        var status = nt_resampler_flush(handle, target, (uint)output.Capacity, out var got);
        Status.Check(status);
        output.Frames = (int)got;
        return status != NativeStatus.End;
    }

    public void Dispose() => handle.Dispose();

    private void Require(AudioBlock block) => Planes.Require(block, channels, "resampler");
}
