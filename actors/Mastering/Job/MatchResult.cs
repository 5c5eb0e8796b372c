using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;

namespace NTWorkstation.Mastering.Job;

/// <summary>What a match did and how near it came.</summary>
public sealed record MatchResult
{
    public required MatchMode Mode { get; init; }
    /// <summary>What was rendered, with the notes on what was done and what is not reachable.</summary>
    public required StyleParams Style { get; init; }
    public required RenderResult Render { get; init; }
    /// <summary>The reference, or the mixture of several.</summary>
    public required SoundProfile Reference { get; init; }
    public required SoundProfile Target { get; init; }
    public required SoundProfile Rendered { get; init; }
    /// <summary>Target against reference.</summary>
    public required StyleMetrics Before { get; init; }
    /// <summary>Render against reference.</summary>
    public required StyleMetrics After { get; init; }
    /// <summary>Share of 10 ms frames with more than 0.1 dB of limiting.</summary>
    public required double LimiterRate { get; init; }
    /// <summary>Share of 10 ms frames with an artifact that the target does not have there.</summary>
    public required double ArtifactsRate { get; init; }
    /// <summary>Corrections made, 0 to 2.</summary>
    public required int Corrections { get; init; }
    /// <summary>The impulse response of the room that was found in paired mode; null where there is none.</summary>
    public string? RoomPath { get; init; }
    public PreviewLayout? Preview { get; init; }
    /// <summary>Processor time of this process during the whole job, by step.</summary>
    public required JobCost Cost { get; init; }
}

/// <summary>Processor time and wall time, in seconds, of a job's steps.</summary>
public sealed record JobCost
{
    public required Seconds Analyse { get; init; }
    public required Seconds Invert { get; init; }
    public required Seconds Trials { get; init; }
    public required Seconds Render { get; init; }
    /// <summary>All of the job's processor time.</summary>
    public required Seconds Cpu { get; init; }
    public required Seconds Elapsed { get; init; }
}

/// <summary>What is where in a preview.</summary>
/// <param name="Gap">Silence between two excerpts.</param>
public sealed record PreviewLayout(string Path, IReadOnlyList<PreviewExcerpt> Excerpts, Seconds Gap);

/// <summary>One excerpt of a preview.</summary>
/// <param name="Name">"loudest before", "loudest after", "quietest before" or "quietest after".</param>
/// <param name="At">Where it begins in the preview.</param>
/// <param name="From">Where it begins in the target.</param>
/// <param name="Gain">What it was turned by, so that before and after are equally loud.</param>
public sealed record PreviewExcerpt(string Name, Seconds At, Seconds Length, Seconds From, Decibels Gain);
