using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>What is played as one thing: a source or a stretch of it.</summary>
public sealed record PlayItem
{
    public required SourceAddress Address { get; init; }

    /// <summary>Where in the source it begins.</summary>
    public ExactTime Start { get; init; } = ExactTime.Zero;

    /// <summary>Where in the source it ends, that frame not included; null: with the source.</summary>
    public ExactTime? End { get; init; }

    /// <summary>What a playlist says; null: ask the source.</summary>
    public string? Title { get; init; }
    public string? Artist { get; init; }
    public string? Album { get; init; }
    public int? Track { get; init; }

    /// <summary>The length a playlist states: for people, not for arithmetic.</summary>
    public Seconds? StatedLength { get; init; }

    /// <summary>What a playlist says about levels; where it says nothing, the source's tags count.</summary>
    public LevelGains Gains { get; init; } = LevelGains.None;
}
