using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Takes the blocks of a stream in order, on one thread. The block is only lent.</summary>
internal interface IBlockSink
{
    void Take(AudioBlock block);
}
