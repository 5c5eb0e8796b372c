using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>Everything of a session that is kept or sent: strict, in snake case, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    MaxDepth = 16,
    Converters = [typeof(FrameCountConverter), typeof(SampleRateConverter), typeof(SecondsConverter), typeof(DecibelsConverter), typeof(LufsConverter),
        typeof(WordConverter<SampleKind>), typeof(WordConverter<MediaKind>), typeof(WordConverter<DitherKind>), typeof(WordConverter<PlayEdit>)])]
[JsonSerializable(typeof(SessionCreated))]
[JsonSerializable(typeof(SessionForked))]
[JsonSerializable(typeof(SessionRenamed))]
[JsonSerializable(typeof(TrackImported))]
[JsonSerializable(typeof(TrackReplaced))]
[JsonSerializable(typeof(TrackRelinked))]
[JsonSerializable(typeof(MediumRelinked))]
[JsonSerializable(typeof(MediumAdded))]
[JsonSerializable(typeof(TrackRemoved))]
[JsonSerializable(typeof(TrackRenamed))]
[JsonSerializable(typeof(TrackMoved))]
[JsonSerializable(typeof(ProcessorInserted))]
[JsonSerializable(typeof(ProcessorMoved))]
[JsonSerializable(typeof(ProcessorRemoved))]
[JsonSerializable(typeof(ProcessorLabelled))]
[JsonSerializable(typeof(ParameterChanged))]
[JsonSerializable(typeof(ProcessorChanged))]
[JsonSerializable(typeof(PresetApplied))]
[JsonSerializable(typeof(StyleMatched))]
[JsonSerializable(typeof(MarkerSet))]
[JsonSerializable(typeof(MarkerRemoved))]
[JsonSerializable(typeof(LoudnessTargetSet))]
[JsonSerializable(typeof(Undone))]
[JsonSerializable(typeof(Redone))]
[JsonSerializable(typeof(RenderCompleted))]
[JsonSerializable(typeof(PlayBegan))]
[JsonSerializable(typeof(EntryPlayed))]
[JsonSerializable(typeof(PlaySkipped))]
[JsonSerializable(typeof(PlayDamaged))]
[JsonSerializable(typeof(PlayVolumeSet))]
[JsonSerializable(typeof(PlayChainEdited))]
[JsonSerializable(typeof(PlayOutputOpened))]
[JsonSerializable(typeof(PlayOutputLost))]
[JsonSerializable(typeof(RenderPlan))]
[JsonSerializable(typeof(SessionSnapshot))]
[JsonSerializable(typeof(ArchiveIndex))]
[JsonSerializable(typeof(ArchivedEvent))]
[JsonSerializable(typeof(SessionCommand))]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class SessionJsonContext : JsonSerializerContext;
