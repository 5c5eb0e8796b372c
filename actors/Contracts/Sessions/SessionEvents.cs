using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// Something that happened to a session. Facts: an event holds everything that folding it needs, and nothing is computed again. Names and
/// fields on disk are frozen (<see cref="SessionEventJson"/>): a change of meaning takes a new version, and the old one stays readable.
/// </summary>
public abstract record SessionEvent;

/// <summary>An event that undo takes back.</summary>
public abstract record SessionEdit : SessionEvent;

/// <param name="DitherSeed">Of every render of this session.</param>
public sealed record SessionCreated(SessionId Session, string Name, ulong DitherSeed) : SessionEvent;

/// <summary>The session begins as another one was at one point. Renders stay with the origin, and undo begins anew.</summary>
/// <param name="OriginSequence">The last event of the origin that counts.</param>
public sealed record SessionForked(
    SessionId Session, SessionId Origin, string OriginName, long OriginSequence, ulong DitherSeed, SessionContent Content, IReadOnlyList<MediaReference> Media) : SessionEvent;

public sealed record SessionRenamed(string Name) : SessionEdit;

/// <summary>A track at the end of the list.</summary>
public sealed record TrackImported(TrackId Track, string Name, MediaReference Media) : SessionEdit;

/// <summary>The track plays another medium from now on.</summary>
public sealed record TrackReplaced(TrackId Track, MediaReference Media) : SessionEdit;

/// <summary>The track's medium is elsewhere now. A fact about the disk: it holds for every track of that content, and undo does not take it back.</summary>
public sealed record TrackRelinked(TrackId Track, string ContentHash, string Path) : SessionEvent;

/// <summary>A medium is elsewhere now, whoever uses it. A fact about the disk, which undo does not take back.</summary>
public sealed record MediumRelinked(string ContentHash, string Path) : SessionEvent;

/// <summary>A file became known to the session that a processor's parameter is about to name. A fact, which undo does not take back.</summary>
public sealed record MediumAdded(MediaReference Media) : SessionEvent;

public sealed record TrackRemoved(TrackId Track) : SessionEdit;

public sealed record TrackRenamed(TrackId Track, string Name) : SessionEdit;

/// <param name="Index">Its place afterwards, from 0.</param>
public sealed record TrackMoved(TrackId Track, int Index) : SessionEdit;

/// <param name="Index">Its place in the chain, from 0.</param>
/// <param name="Track">Null for the master.</param>
public sealed record ProcessorInserted(ProcessorInstance Processor, int Index, TrackId? Track = null) : SessionEdit;

/// <param name="Index">Its place in the chain afterwards, from 0.</param>
/// <param name="Track">Where it is afterwards; null for the master.</param>
public sealed record ProcessorMoved(InstanceId Processor, int Index, TrackId? Track = null) : SessionEdit;

public sealed record ProcessorRemoved(InstanceId Processor) : SessionEdit;

public sealed record ProcessorLabelled(InstanceId Processor, string? Label = null) : SessionEdit;

/// <summary>One parameter, in the unit of its definition. A knob that was turned is one event from where it stood to where it was left.</summary>
/// <param name="Old">Null where it was absent.</param>
/// <param name="New">Null where it is absent from now on.</param>
public sealed record ParameterChanged(InstanceId Processor, ParameterPath Parameter, ParameterValue? Old = null, ParameterValue? New = null) : SessionEdit;

/// <summary>Several parameters, or the number of bands, at once.</summary>
public sealed record ProcessorChanged(InstanceId Processor, ProcessorSettings Settings) : SessionEdit;

/// <summary>A preset or a chain document took the place of a chain.</summary>
/// <param name="Preset">Its name.</param>
/// <param name="Chain">The whole chain afterwards.</param>
/// <param name="Track">Null for the master.</param>
/// <param name="Loudness">The session's target afterwards; on the master only, null leaves it as it is.</param>
public sealed record PresetApplied(string Preset, IReadOnlyList<ProcessorInstance> Chain, TrackId? Track = null, [property: JsonPropertyName("loudness_lufs")] Lufs? Loudness = null) : SessionEdit;

/// <summary>A match found how to make a track or the master sound like a reference, and that took the place of its chain.</summary>
/// <param name="Chain">The whole chain afterwards: the parameters that were found.</param>
/// <param name="Track">Null for the master.</param>
/// <param name="Loudness">The session's target afterwards; on the master only, null leaves it as it is.</param>
public sealed record StyleMatched(
    IReadOnlyList<StyleReference> References, IReadOnlyList<ProcessorInstance> Chain, IReadOnlyList<string> Notes, TrackId? Track = null, [property: JsonPropertyName("loudness_lufs")] Lufs? Loudness = null) : SessionEdit;

/// <param name="ContentHash">SHA-256 of the file's bytes.</param>
public sealed record StyleReference(string Path, string ContentHash);

/// <summary>Set, or moved where the name is taken.</summary>
public sealed record MarkerSet(string Name, [property: JsonPropertyName("at_s")] Seconds At) : SessionEdit;

public sealed record MarkerRemoved(string Name) : SessionEdit;

/// <param name="Target">Null: renders are left at the loudness they have.</param>
public sealed record LoudnessTargetSet([property: JsonPropertyName("target_lufs")] Lufs? Target = null) : SessionEdit;

/// <summary>An edit was taken back.</summary>
/// <param name="Edit">Sequence number of the edit.</param>
public sealed record Undone(long Edit) : SessionEvent;

/// <summary>An edit that had been taken back holds again.</summary>
/// <param name="Edit">Sequence number of the edit.</param>
public sealed record Redone(long Edit) : SessionEvent;

/// <summary>A render was made: a fact, which undo does not take back.</summary>
public sealed record RenderCompleted(RenderRecord Render) : SessionEvent;
