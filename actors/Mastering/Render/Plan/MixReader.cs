using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>
/// The sum of a plan's tracks from frame 0 to the end of the longest. Tracks are read at the same time and added in their order, so that
/// the samples depend neither on blocks nor on threads; a track that has ended adds nothing.
/// </summary>
internal sealed class MixReader(IReadOnlyList<TrackReader> tracks, MediaInfo info, int threads) : IMediaReader
{
    private AudioBlock[] _blocks = [];

    public MediaInfo Info => info;

    public long DamagedPackets => tracks.Sum(t => t.DamagedPackets);

    public int Read(AudioBlock block)
    {
        if (_blocks.Length == 0 || _blocks[0].Capacity != block.Capacity) _blocks = [.. tracks.Select(_ => new AudioBlock(block.Channels, block.Capacity))];
        if (threads == 1 || tracks.Count == 1)
            for (var t = 0; t < tracks.Count; t++) tracks[t].Read(_blocks[t]);
        else ReadTogether();

        block.Frames = _blocks.Max(b => b.Frames);
        for (var c = 0; c < block.Channels; c++)
        {
            var sum = block.Channel(c);
            var first = _blocks[0].Channel(c);
            first.CopyTo(sum);
            sum[first.Length..].Clear();
            for (var t = 1; t < _blocks.Length; t++)
            {
                var samples = _blocks[t].Channel(c);
                for (var i = 0; i < samples.Length; i++) sum[i] += samples[i];
            }
        }
        return block.Frames;
    }

    public void Seek(FrameCount position) => throw new MediaException(MediaFault.Unsupported, "A sum of tracks is read from its start.");

    public void Dispose()
    {
        foreach (var track in tracks) track.Dispose();
    }

    private void ReadTogether()
    {
        try
        {
            Parallel.For(0, tracks.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, t => tracks[t].Read(_blocks[t]));
        }
        catch (AggregateException all)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(all.Flatten().InnerExceptions[0]);
        }
    }
}
