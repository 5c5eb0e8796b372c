using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>Finds out what a session keeps of a file. Thread-safe.</summary>
public sealed class MediaImport(IDecode decode, ContentHash hashOf)
{
    /// <param name="path">Made absolute.</param>
    /// <exception cref="MediaException">It cannot be read, or there is no audio in it.</exception>
    public MediaReference Read(string path, CancellationToken cancellation)
    {
        path = Path.GetFullPath(path);
        var content = hashOf(path, cancellation);
        using var reader = decode.Open(path);
        var info = reader.Info;
        using var pcm = info.Samples == SampleKind.Lossy ? new SampleHash(SampleKind.Lossy) : null;
        // Where a file says how long it is, and its samples are the same everywhere, there is nothing to decode.
        var frames = pcm is null && info.Length is { } length ? length : Decode(reader, pcm, cancellation);
        if (frames.Value == 0) throw new MediaException(MediaFault.TooLittle, $"{path}: there is no audio in it.");
        return new()
        {
            ContentHash = content, PcmHash = pcm?.Read(), Path = path, Rate = info.Format.Rate, Channels = info.Format.Channels,
            ChannelMask = info.Format.ChannelMask, Frames = frames, Samples = info.Samples,
        };
    }

    private static FrameCount Decode(IMediaReader reader, SampleHash? pcm, CancellationToken cancellation)
    {
        var block = new AudioBlock(reader.Info.Format.Channels, 8192);
        long frames = 0;
        while (reader.Read(block) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            pcm?.Take(block);
            frames += block.Frames;
        }
        return new(frames);
    }
}
