using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>What a session is at one moment: all that undo and redo go back and forth over. Immutable; parts that do not change are shared.</summary>
public sealed record SessionContent
{
    public required string Name { get; init; }
    /// <summary>In the order in which they are summed.</summary>
    public IReadOnlyList<SessionTrack> Tracks { get; init; } = [];
    /// <summary>What the sum runs through.</summary>
    public IReadOnlyList<ProcessorInstance> Master { get; init; } = [];
    /// <summary>By time, then by name.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];
    /// <summary>Integrated loudness that renders are trimmed to; null leaves it.</summary>
    [JsonPropertyName("loudness_lufs")]
    public Lufs? Loudness { get; init; }
}

/// <param name="Media">Content hash of its medium; where that is stands in the session's media.</param>
/// <param name="Chain">What it runs through before it is summed.</param>
public sealed record SessionTrack(TrackId Id, string Name, string Media, IReadOnlyList<ProcessorInstance> Chain);

/// <param name="Label">A name given to it, such as "bass EQ"; null for none.</param>
public sealed record ProcessorInstance(InstanceId Id, ProcessorSettings Settings, string? Label = null);

/// <summary>A place with a name; names are unique in a session.</summary>
public sealed record Marker(string Name, [property: JsonPropertyName("at_s")] Seconds At);
