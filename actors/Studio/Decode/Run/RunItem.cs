using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>An item in the queue of a run.</summary>
/// <param name="Id">The caller's name for it, unique in a run.</param>
/// <param name="Item">What is played.</param>
/// <param name="From">Where in the item it begins.</param>
public sealed record RunItem(long Id, PlayItem Item, ExactTime From = default);

/// <summary>How a run is made.</summary>
public sealed record RunOptions
{
    /// <summary>The shape that a run has for such an item: PCM of its own rate and channels, or of others that it is resampled and folded to, or its
    /// bits. The run ends ahead of an item for which it is another than the run's. Called by the run's thread; it throws MediaException for what
    /// is not to be played.</summary>
    public Func<MediaInfo, RunShape> Shape { get; init; } = AsItIs;

    /// <summary>Throws MediaException for an item that is not to be played; null: all are. Called by the run's thread.</summary>
    public Action<MediaInfo>? Accept { get; init; }

    public ResampleQuality Quality { get; init; } = ResampleQuality.High;

    public GainPolicy Gain { get; init; } = GainPolicy.Off;

    /// <summary>Of consecutive items, with equal power; 0 to 12 s. Half of an item's length at most.</summary>
    public Seconds Crossfade { get; init; }

    /// <summary>What is decoded ahead of what is taken, 0.1 to 60 s.</summary>
    public Seconds ReadAhead { get; init; } = new(3);

    /// <summary>How much of it makes a run ready to be taken.</summary>
    public Seconds Ready { get; init; } = new(0.2);

    /// <summary>Every item as PCM at its own rate and channels: the run ends where they change.</summary>
    public static RunShape AsItIs(MediaInfo info) => RunShape.Pcm(info.Format);

    /// <summary>Everything as PCM at one rate, channels as they are.</summary>
    public static Func<MediaInfo, RunShape> AtRate(SampleRate rate) => info => RunShape.Pcm(info.Format with { Rate = rate });

    /// <summary>Everything as PCM of one format.</summary>
    public static Func<MediaInfo, RunShape> Fixed(AudioFormat format) => _ => RunShape.Pcm(format);
}
