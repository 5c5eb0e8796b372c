using System.Buffers;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.ConvolutionNative;

namespace NTWorkstation.Dsp.Graph;

/// <summary>The convolution port on the native library. Thread-safe.</summary>
public sealed unsafe class NativeConvolution : IConvolution
{
    public IConvolver Build(ConvolverSpec spec, IReadOnlyList<ReadOnlyMemory<double>> responses)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var routes = spec.Routes.Select(r => new Route { Input = (uint)r.Input, Output = (uint)r.Output, Impulse = (uint)r.Impulse }).ToArray();
        using var pinned = new PinnedResponses(responses);
        fixed (Route* first = routes)
        {
            var parameters = new Parameters
            {
                SampleRate = spec.Rate.Hz,
                Inputs = (uint)spec.Inputs,
                Outputs = (uint)spec.Outputs,
                Block = (uint)spec.Block,
                Calls = (int)spec.Calls,
                Mode = spec.Live ? 1 : 0,
                Precision = (int)spec.Precision,
                Background = spec.Background ? 1u : 0,
                FadeFrames = checked((uint)spec.Fade.Value),
                Routes = first,
                RouteCount = (uint)routes.Length,
                Longest = checked((uint)spec.Longest.Value),
            };
            Status.Check(nt_convolver_create(parameters, pinned.View, out var handle));
            return new NativeConvolver(handle, spec.Inputs, spec.Outputs);
        }
    }
}

internal sealed unsafe class NativeConvolver(ConvolverHandle handle, int inputs, int outputs) : IConvolver
{
    public void Process(AudioBlock input, AudioBlock output)
    {
        if (input.Channels != inputs) throw new ArgumentException($"The block has {input.Channels} channels, the convolver {inputs} inputs.", nameof(input));
        if (output.Channels != outputs) throw new ArgumentException($"The block has {output.Channels} channels, the convolver {outputs} outputs.", nameof(output));
        var source = stackalloc double*[Planes.Max];
        var target = stackalloc double*[Planes.Max];
        output.Frames = input.Frames;
        Planes.Of(input, source);
        Planes.Of(output, target);
        Status.Check(nt_convolver_process(handle, source, target, (uint)input.Frames));
        GC.KeepAlive(input);
        GC.KeepAlive(output);
    }

    public void Reset() => Status.Check(nt_convolver_reset(handle));

    public void Swap(IReadOnlyList<ReadOnlyMemory<double>> responses)
    {
        using var pinned = new PinnedResponses(responses);
        Status.Check(nt_convolver_swap(handle, pinned.View));
    }

    public ConvolverReport Describe()
    {
        Status.Check(nt_convolver_describe(handle, out var info));
        return new ConvolverReport(new FrameCount(info.Latency), new FrameCount((long)info.Tail), new FrameCount((long)info.LateFrames),
            (long)info.Swaps, (long)info.SwapsFailed, info.Swapping != 0);
    }

    public byte[] SaveState() => StateBytes.Of((byte* bytes, ref nuint size) => nt_convolver_save_state(handle, bytes, ref size));

    public void LoadState(ReadOnlySpan<byte> state)
    {
        fixed (byte* p = state) Status.Check(nt_convolver_load_state(handle, p, (nuint)state.Length));
    }

    public void Dispose() => handle.Dispose();
}

/// <summary>Impulse responses held in place while the native library copies them.</summary>
internal sealed unsafe class PinnedResponses : IDisposable
{
    private readonly MemoryHandle[] _pins;
    private readonly MemoryHandle _table;

    public PinnedResponses(IReadOnlyList<ReadOnlyMemory<double>> responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        if (responses.Count == 0) throw new ArgumentException("There is no impulse response.", nameof(responses));
        if (responses.Any(r => r.Length != responses[0].Length)) throw new ArgumentException("The impulse responses differ in length.", nameof(responses));
        _pins = [.. responses.Select(r => r.Pin())];
        var table = GC.AllocateArray<nint>(responses.Count, pinned: true);
        for (var i = 0; i < table.Length; i++) table[i] = (nint)_pins[i].Pointer;
        _table = new Memory<nint>(table).Pin();
        View = new Impulses { Taps = (double**)_table.Pointer, Count = (uint)responses.Count, Length = (uint)responses[0].Length };
    }

    public Impulses View { get; }

    public void Dispose()
    {
        _table.Dispose();
        foreach (var pin in _pins) pin.Dispose();
    }
}
