using System.Collections.Concurrent;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// A few blocks that go round: rented empty, put forward as read, put forward again as processed, and returned. Each of the two ways
/// has one thread at each end.
/// </summary>
internal sealed class BlockPipe : IDisposable
{
    private readonly BlockingCollection<AudioBlock> _free = [];
    private readonly BlockingCollection<AudioBlock> _read = [];
    private readonly BlockingCollection<AudioBlock> _processed = [];

    /// <param name="channels">Of a block that is rented.</param>
    /// <param name="mostChannels">For which it has room.</param>
    public BlockPipe(int count, int channels, int mostChannels, int capacity)
    {
        Channels = channels;
        for (var i = 0; i < count; i++) _free.Add(new AudioBlock(channels, capacity, mostChannels));
    }

    /// <summary>An empty block; waits for one.</summary>
    public AudioBlock Rent(CancellationToken cancellation)
    {
        var block = _free.Take(cancellation);
        block.Channels = Channels;
        return block;
    }

    public void Return(AudioBlock block) => _free.Add(block, CancellationToken.None);

    public int Channels { get; }

    public void Put(AudioBlock block) => _read.Add(block, CancellationToken.None);

    /// <summary>The next block that was read; null after the last.</summary>
    public AudioBlock? Take(CancellationToken cancellation) => Next(_read, cancellation);

    public void Complete() => _read.CompleteAdding();

    public void PutOutput(AudioBlock block) => _processed.Add(block, CancellationToken.None);

    /// <summary>The next block that was processed; null after the last.</summary>
    public AudioBlock? TakeOutput(CancellationToken cancellation) => Next(_processed, cancellation);

    public void CompleteOutput() => _processed.CompleteAdding();

    public void Dispose()
    {
        _free.Dispose();
        _read.Dispose();
        _processed.Dispose();
    }

    private static AudioBlock? Next(BlockingCollection<AudioBlock> blocks, CancellationToken cancellation) =>
        blocks.TryTake(out var block, Timeout.Infinite, cancellation) ? block : null;
}
