using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// What is asked of a session. Tracks are named by their name or by the beginning of their id; processors by the beginning of their id, by
/// their label, or by kind where that is unique: "eq", "eq#2" (the second in the session, tracks first), "bass/eq", "master/eq#2".
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(RenameSession), "rename-session")]
[JsonDerivedType(typeof(ImportTrack), "import-track")]
[JsonDerivedType(typeof(ReplaceTrack), "replace-track")]
[JsonDerivedType(typeof(RelinkTrack), "relink-track")]
[JsonDerivedType(typeof(RelinkMedium), "relink-medium")]
[JsonDerivedType(typeof(RemoveTrack), "remove-track")]
[JsonDerivedType(typeof(RenameTrack), "rename-track")]
[JsonDerivedType(typeof(MoveTrack), "move-track")]
[JsonDerivedType(typeof(InsertProcessor), "insert-processor")]
[JsonDerivedType(typeof(MoveProcessor), "move-processor")]
[JsonDerivedType(typeof(RemoveProcessor), "remove-processor")]
[JsonDerivedType(typeof(LabelProcessor), "label-processor")]
[JsonDerivedType(typeof(SetParameters), "set-parameters")]
[JsonDerivedType(typeof(ApplyPreset), "apply-preset")]
[JsonDerivedType(typeof(ApplyMatch), "apply-match")]
[JsonDerivedType(typeof(SetMarker), "set-marker")]
[JsonDerivedType(typeof(RemoveMarker), "remove-marker")]
[JsonDerivedType(typeof(SetLoudnessTarget), "set-loudness-target")]
[JsonDerivedType(typeof(RecordRender), "record-render")]
[JsonDerivedType(typeof(RecordPlay), "record-play")]
[JsonDerivedType(typeof(Undo), "undo")]
[JsonDerivedType(typeof(Redo), "redo")]
public abstract record SessionCommand;

public sealed record RenameSession(string Name) : SessionCommand;

/// <param name="Media">As it was found when the file was read.</param>
/// <param name="Name">Null takes the file's name without its extension.</param>
public sealed record ImportTrack(MediaReference Media, string? Name = null) : SessionCommand;

public sealed record ReplaceTrack(string Track, MediaReference Media) : SessionCommand;

/// <param name="Media">The same content at another place.</param>
public sealed record RelinkTrack(string Track, MediaReference Media) : SessionCommand;

/// <param name="ContentHash">SHA-256 of what was found at the path.</param>
/// <param name="Path">Absolute.</param>
public sealed record RelinkMedium(string ContentHash, string Path) : SessionCommand;

public sealed record RemoveTrack(string Track) : SessionCommand;

public sealed record RenameTrack(string Track, string Name) : SessionCommand;

/// <param name="Index">Its place afterwards, from 0.</param>
public sealed record MoveTrack(string Track, int Index) : SessionCommand;

/// <param name="Processor">Its kind: "eq".</param>
/// <param name="Track">Null for the master.</param>
/// <param name="Index">Null for the end of the chain.</param>
/// <param name="Media">What the session may not know yet of the files that parameters name as "media:HASH" (<see cref="ProcessorMedia"/>).</param>
public sealed record InsertProcessor(
    string Processor, IReadOnlyList<Assignment> Assignments, string? Track = null, int? Index = null, string? Label = null,
    IReadOnlyList<MediaReference>? Media = null) : SessionCommand;

/// <param name="Index">Its place afterwards, from 0.</param>
/// <param name="Track">Null leaves it in its chain; "master" for the master.</param>
public sealed record MoveProcessor(string Processor, int Index, string? Track = null) : SessionCommand;

public sealed record RemoveProcessor(string Processor) : SessionCommand;

public sealed record LabelProcessor(string Processor, string? Label = null) : SessionCommand;

/// <param name="IsTurning">A knob is being turned: changes that follow at once are kept as one.</param>
/// <param name="Media">As in <see cref="InsertProcessor"/>.</param>
public sealed record SetParameters(string Processor, IReadOnlyList<Assignment> Assignments, bool IsTurning = false, IReadOnlyList<MediaReference>? Media = null) : SessionCommand;

/// <param name="Preset">Its name.</param>
/// <param name="Track">Null for the master.</param>
/// <param name="Loudness">For the master; null leaves the target as it is.</param>
/// <param name="Media">As in <see cref="InsertProcessor"/>.</param>
public sealed record ApplyPreset(string Preset, IReadOnlyList<ProcessorSettings> Chain, string? Track = null, [property: JsonPropertyName("loudness_lufs")] Lufs? Loudness = null,
    IReadOnlyList<MediaReference>? Media = null) : SessionCommand;

/// <param name="Track">Null for the master.</param>
/// <param name="Loudness">For the master; null leaves the target as it is.</param>
/// <param name="Media">As in <see cref="InsertProcessor"/>.</param>
public sealed record ApplyMatch(
    IReadOnlyList<StyleReference> References, IReadOnlyList<ProcessorSettings> Chain, IReadOnlyList<string> Notes, string? Track = null, [property: JsonPropertyName("loudness_lufs")] Lufs? Loudness = null,
    IReadOnlyList<MediaReference>? Media = null) : SessionCommand;

public sealed record SetMarker(string Name, [property: JsonPropertyName("at_s")] Seconds At) : SessionCommand;

public sealed record RemoveMarker(string Name) : SessionCommand;

public sealed record SetLoudnessTarget([property: JsonPropertyName("target_lufs")] Lufs? Target = null) : SessionCommand;

public sealed record RecordRender(RenderRecord Render) : SessionCommand;

/// <summary>What was done while something was played, kept as it is told: all of it or nothing.</summary>
/// <param name="Facts">In the order in which they happened, at most <see cref="MostFacts"/>.</param>
public sealed record RecordPlay(IReadOnlyList<PlayFact> Facts) : SessionCommand
{
    public const int MostFacts = 1000;
}

public sealed record Undo : SessionCommand;

public sealed record Redo : SessionCommand;
