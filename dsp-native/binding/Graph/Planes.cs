using System.Runtime.CompilerServices;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Dsp.Graph;

/// <summary>Plane pointers of a block. Its memory is pinned for its life, so they stay true as long as the block is reachable.</summary>
internal static unsafe class Planes
{
    public const int Max = 64;

    /// <param name="taker">What the block is for: "resampler".</param>
    /// <exception cref="ArgumentException">The block has another number of channels.</exception>
    public static void Require(AudioBlock block, int channels, string taker)
    {
        if (block.Channels != channels) throw new ArgumentException($"The block has {block.Channels} channels, the {taker} {channels}.", nameof(block));
    }

    /// <summary>Fills pointers, at least as many as channels.</summary>
    public static void Of(BitBlock block, byte** pointers)
    {
        var start = (byte*)Unsafe.AsPointer(ref block.Memory[0]);
        for (var c = 0; c < block.Channels; c++) pointers[c] = start + (long)c * block.Stride;
    }

    /// <summary>Fills pointers (at least as many as channels), each moved on by offset frames.</summary>
    public static void Of(AudioBlock block, double** pointers, int offset = 0)
    {
        var start = (double*)Unsafe.AsPointer(ref block.Memory[0]);
        for (var c = 0; c < block.Channels; c++) pointers[c] = start + (long)c * block.Stride + offset;
    }
}
