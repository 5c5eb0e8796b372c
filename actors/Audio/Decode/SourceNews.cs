using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>What happens to a source besides its samples.</summary>
public abstract record SourceNews
{
    private SourceNews()
    {
    }

    /// <summary>It now plays something of another name.</summary>
    public sealed record TitleChanged(string Title) : SourceNews;

    /// <summary>The connection was cut; it is tried again.</summary>
    /// <param name="Problem">What happened.</param>
    /// <param name="RetryIn">Until the next attempt.</param>
    public sealed record Interrupted(string Problem, Seconds RetryIn) : SourceNews;

    /// <summary>The connection stands again.</summary>
    /// <param name="IsWhole">No byte is lost: it went on where it was cut.</param>
    public sealed record Resumed(bool IsWhole) : SourceNews;

    /// <summary>A live source is late, so that it fades to silence until its buffer is filled again.</summary>
    public sealed record GapBegan : SourceNews;

    /// <param name="Silence">Frames of it, at the rate of what is read.</param>
    public sealed record GapEnded(FrameCount Silence) : SourceNews;

    /// <summary>A live source was ahead of who reads it by more than its buffer holds.</summary>
    /// <param name="Dropped">Frames that were left out, at the source's rate.</param>
    public sealed record Skipped(FrameCount Dropped) : SourceNews;
}
