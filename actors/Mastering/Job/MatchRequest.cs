using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;

namespace NTWorkstation.Mastering.Job;

public enum MatchMode
{
    /// <summary>Reference and target are the same performance: identify the processing between them.</summary>
    Paired,
    /// <summary>Different music: match statistics.</summary>
    Unpaired,
}

/// <summary>A sound to match: a file, or a profile that was saved.</summary>
/// <param name="Path">The file; null with a profile.</param>
/// <param name="Profile">A saved target curve; null with a file.</param>
/// <param name="Weight">Greater than 0; several references are averaged by their weights.</param>
public sealed record MatchReference(string? Path, SoundProfile? Profile, double Weight = 1);

/// <summary>Give a target the sound of a reference.</summary>
public sealed record MatchRequest
{
    /// <summary>At least one; exactly one file in paired mode.</summary>
    public required IReadOnlyList<MatchReference> References { get; init; }
    public required string Target { get; init; }
    /// <summary>May be the target: the old file stays whole until the new one is.</summary>
    public required string Output { get; init; }
    public MatchMode Mode { get; init; } = MatchMode.Unpaired;
    /// <summary>0 to 1 of the way; scales every stage, 0 gives the target's own samples.</summary>
    public double Amount { get; init; } = 1;
    public Decibels Ceiling { get; init; } = new(-1);
    /// <summary>Null takes the reference's.</summary>
    public Lufs? Loudness { get; init; }
    public Stages Stages { get; init; } = Stages.Default;
    /// <summary>Impulse response for the reverb of unpaired mode: a file, or "synth:RT60:SEED". Turns the reverb on.</summary>
    public string? ImpulseResponse { get; init; }
    /// <summary>In paired mode: where the impulse response of the room that is found goes, as WAV; null takes the output's name with .ir.wav.</summary>
    public string? RoomPath { get; init; }
    public OutputEncoding Encoding { get; init; } = new();
    /// <summary>Where the style_params are written as JSON; null writes none.</summary>
    public string? PresetPath { get; init; }
    /// <summary>Where the before/after excerpts are written as WAV; null writes none.</summary>
    public string? PreviewPath { get; init; }
    /// <summary>Corrections after trial renderings of an excerpt, 0 to 2; with 0, the first rendering of the whole corrects nothing but its loudness.</summary>
    public int MostCorrections { get; init; } = 1;
    public int BlockFrames { get; init; } = 8192;
    public int Threads { get; init; } = Environment.ProcessorCount;
}
