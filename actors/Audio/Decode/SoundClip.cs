using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>Samples in memory. Not to be changed once it is used.</summary>
public sealed record SoundClip
{
    private readonly double[][] _planes;

    /// <param name="format">Shape of the samples.</param>
    /// <param name="planes">One array a channel, of equal length.</param>
    /// <exception cref="ArgumentException">Other channels than the format's, or of different lengths.</exception>
    /// <exception cref="MediaException">NotFinite.</exception>
    public SoundClip(AudioFormat format, double[][] planes)
    {
        if (planes.Length != format.Channels) throw new ArgumentException($"There are {planes.Length} planes for {format.Channels} channels.", nameof(planes));
        if (planes.Any(p => p.Length != planes[0].Length)) throw new ArgumentException("The planes differ in length.", nameof(planes));
        for (var c = 0; c < planes.Length; c++)
            if (Array.FindIndex(planes[c], x => !double.IsFinite(x)) is >= 0 and var frame)
                throw new MediaException(MediaFault.NotFinite, $"Frame {frame} of channel {c} is not finite.");
        (Format, _planes) = (format, planes);
    }

    public AudioFormat Format { get; }

    public FrameCount Length => new(_planes[0].Length);

    public string Title { get; init; } = "Memory";

    public MediaTags Tags { get; init; } = MediaTags.None;

    public SampleKind Samples { get; init; } = SampleKind.F64;

    public ReadOnlySpan<double> Channel(int channel) => _planes[channel];
}

/// <summary>A clip that is read. Exactly seekable.</summary>
public sealed class ClipSource(SoundClip clip) : ISoundSource
{
    private long _at;
    private volatile bool _isInterrupted;

    public MediaInfo Info { get; } = new()
    {
        Format = clip.Format,
        Length = clip.Length,
        Estimate = clip.Length,
        Samples = clip.Samples,
        Container = "memory",
        Codec = "pcm",
        BitRate = 0,
        Tags = clip.Tags,
    };

    public string Title => clip.Tags["title"] ?? clip.Title;
    public bool IsSeekable => true;
    public bool IsLive => false;
    public long DamagedPackets => 0;

    public int Read(AudioBlock block)
    {
        if (block.Channels != clip.Format.Channels) throw new ArgumentException($"The block has {block.Channels} channels, the clip {clip.Format.Channels}.", nameof(block));
        if (_isInterrupted) throw new OperationCanceledException();
        block.Frames = (int)Math.Clamp(clip.Length.Value - _at, 0, block.Capacity);
        if (block.Frames == 0) return 0;
        for (var c = 0; c < block.Channels; c++) clip.Channel(c).Slice((int)_at, block.Frames).CopyTo(block.Channel(c));
        _at += block.Frames;
        return block.Frames;
    }

    public void Seek(FrameCount position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position.Value, nameof(position));
        _at = position.Value;
    }

    public void Interrupt() => _isInterrupted = true;

    public void Dispose()
    {
    }
}
