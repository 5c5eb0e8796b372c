using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>What processors of a chain run as in a stream that is heard while it is made: as in a render, with convolutions that add no delay. Thread-safe.</summary>
public sealed class LiveChain(IDecode decode, IGraph graph, IFourier fourier)
{
    /// <summary>Frames of a convolution's partition, where the chain does not say.</summary>
    private const int Block = 64;

    /// <param name="format">That comes to its place, of the channels that it works on.</param>
    /// <returns>Null where it would do nothing.</returns>
    /// <exception cref="MediaException">Unsupported: a change of rate or pitch, which a stream cannot have; a file that is named is missing or damaged.</exception>
    public ProcessorSpec? Resolve(ProcessorSpec spec, AudioFormat format)
    {
        if (spec is ResampleSpec) throw new MediaException(MediaFault.Unsupported, "The chain changes the rate, which a chain cannot do while it plays: leave resample out and say the rate of the device.");
        if (spec is PitchSpec) throw new MediaException(MediaFault.Unsupported, "The chain changes the pitch, which is made for renders: render it first.");
        var made = new ChainCompiler(decode, graph, fourier).CompileOne(spec, format);
        return made is ConvolutionSpec { Block: null } convolution ? convolution with { Block = Block } : made;
    }
}
