using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// What was done while a session's music, or any other, was played: a fact, which changes nothing of what the session holds and which undo does
/// not take back. Sources are named by their address, as SourceAddress writes it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "fact")]
[JsonDerivedType(typeof(PlayBegan), "play-began")]
[JsonDerivedType(typeof(EntryPlayed), "entry-played")]
[JsonDerivedType(typeof(PlaySkipped), "play-skipped")]
[JsonDerivedType(typeof(PlayDamaged), "play-damaged")]
[JsonDerivedType(typeof(PlayVolumeSet), "play-volume-set")]
[JsonDerivedType(typeof(PlayChainEdited), "play-chain-edited")]
[JsonDerivedType(typeof(PlayOutputOpened), "play-output-opened")]
[JsonDerivedType(typeof(PlayOutputLost), "play-output-lost")]
public abstract record PlayFact : SessionEvent;

/// <summary>A player began.</summary>
/// <param name="Device">Where to: "pulse:", "file:/tmp/heard.wav".</param>
/// <param name="Entries">In its queue.</param>
/// <param name="Volume">-144 to +24 dB; 0 changes no bit.</param>
/// <param name="Chain">What everything goes through, in order.</param>
public sealed record PlayBegan(string Device, int Entries, [property: JsonPropertyName("volume_db")] Decibels Volume, IReadOnlyList<PlayStage> Chain) : PlayFact;

/// <summary>One stretch of a source was heard, without a jump in it; pauses do not part it.</summary>
/// <param name="From">In the source's entry.</param>
/// <param name="To">Where it ended, or was left; at least <paramref name="From"/>.</param>
/// <param name="Title">Null where there is none but the address.</param>
public sealed record EntryPlayed(
    string Address, [property: JsonPropertyName("from_s")] Seconds From, [property: JsonPropertyName("to_s")] Seconds To, string? Title = null) : PlayFact;

/// <summary>A source could not be played, or not to its end.</summary>
/// <param name="Problem">What is wrong with it.</param>
public sealed record PlaySkipped(string Address, string Problem) : PlayFact;

/// <param name="Packets">That became silence, a file that ends early counted as one.</param>
public sealed record PlayDamaged(string Address, long Packets) : PlayFact;

/// <param name="Volume">-144 to +24 dB; -144 is silence. Where it was left: a slider that is drawn is one fact.</param>
public sealed record PlayVolumeSet([property: JsonPropertyName("volume_db")] Decibels Volume) : PlayFact;

/// <param name="Edit">What was done to the chain of what plays.</param>
/// <param name="Stage">Its number and kind: "3 eq"; empty where the whole chain was loaded.</param>
/// <param name="Chain">As it was afterwards.</param>
public sealed record PlayChainEdited(PlayEdit Edit, string Stage, IReadOnlyList<PlayStage> Chain) : PlayFact;

/// <param name="Device">Its id, such as pulse:SINK.</param>
/// <param name="Rate">Of the device's frames; of DSD the bit rate.</param>
/// <param name="Format">S16, S24, DSD_U32_BE, DOP_S24 …</param>
public sealed record PlayOutputOpened(
    string Device, [property: JsonPropertyName("rate_hz"), JsonConverter(typeof(DeviceRateConverter))] SampleRate Rate, int Channels, string Format) : PlayFact;

/// <param name="Problem">What became of the device.</param>
/// <param name="IsFinal">It was not tried again: the player ended.</param>
public sealed record PlayOutputLost(string Device, string Problem, bool IsFinal) : PlayFact;

/// <summary>A stage of the chain that something was played through.</summary>
public sealed record PlayStage(ProcessorSettings Processor, bool IsBypassed = false);

/// <summary>What was done to the chain of what plays. The words stand in journals: they are added to and never changed.</summary>
public enum PlayEdit
{
    Loaded = 0,
    Inserted = 1,
    Removed = 2,
    Moved = 3,
    Bypassed = 4,
    Unbypassed = 5,
    Set = 6,
}
