using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Where the finished samples go: the file, the measurement, the hash and whoever else listens.</summary>
internal sealed class OutputSink(IMediaWriter writer, Action<AudioBlock> measure, SampleHash hash, IReadOnlyList<IBlockSink> listeners) : IBlockSink
{
    public long Frames { get; private set; }

    public void Take(AudioBlock block)
    {
        Frames += block.Frames;
        measure(block);
        hash.Take(block);
        foreach (var listener in listeners) listener.Take(block);
        writer.Write(block);
    }
}
