using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>A chain for a stream that is heard while it is made: the processors of a render, with convolutions that add no delay.</summary>
public sealed class LiveChain(IDecode decode, IGraph graph, IFourier fourier, IReadOnlyList<ProcessorSpec> chain)
{
    /// <summary>Frames of a convolution's partition, where the chain does not say.</summary>
    private const int Block = 64;

    /// <summary>What runs at a rate and channel layout; processors that would do nothing are left out.</summary>
    /// <exception cref="ArgumentException">A processor names a channel that is not there.</exception>
    /// <exception cref="MediaException">Unsupported: a change of rate or pitch, which a stream cannot have; a file that is named is missing or damaged.</exception>
    public IReadOnlyList<ProcessorSpec> At(AudioFormat format)
    {
        foreach (var spec in chain)
        {
            if (spec is ResampleSpec) throw new MediaException(MediaFault.Unsupported, "The chain changes the rate, which a chain cannot do while it plays: leave resample out and say the rate of the device.");
            if (spec is PitchSpec) throw new MediaException(MediaFault.Unsupported, "The chain changes the pitch, which is made for renders: render it first.");
        }
        var compiled = new ChainCompiler(decode, graph, fourier).Compile(chain, format, null);
        return [.. compiled.All.Select(s => s is ConvolutionSpec { Block: null } convolution ? convolution with { Block = Block } : s)];
    }
}
