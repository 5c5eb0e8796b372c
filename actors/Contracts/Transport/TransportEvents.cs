using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Transport;

/// <summary>What has happened, as far as it is heard: positions are those of the sound at the device, not of what was read ahead.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StateChanged), "state-changed")]
[JsonDerivedType(typeof(EntryBegan), "entry-began")]
[JsonDerivedType(typeof(EntryEnded), "entry-ended")]
[JsonDerivedType(typeof(EntrySkipped), "entry-skipped")]
[JsonDerivedType(typeof(EntryDamaged), "entry-damaged")]
[JsonDerivedType(typeof(Sought), "sought")]
[JsonDerivedType(typeof(QueueChanged), "queue-changed")]
[JsonDerivedType(typeof(ModesChanged), "modes-changed")]
[JsonDerivedType(typeof(VolumeChanged), "volume-changed")]
[JsonDerivedType(typeof(OutputOpened), "output-opened")]
[JsonDerivedType(typeof(OutputLost), "output-lost")]
[JsonDerivedType(typeof(OutputFailed), "output-failed")]
[JsonDerivedType(typeof(SoundMissing), "sound-missing")]
[JsonDerivedType(typeof(SoundBack), "sound-back")]
[JsonDerivedType(typeof(StageFailed), "stage-failed")]
[JsonDerivedType(typeof(StageRestarted), "stage-restarted")]
[JsonDerivedType(typeof(BitPerfectChanged), "bit-perfect-changed")]
[JsonDerivedType(typeof(DsdConverted), "dsd-converted")]
[JsonDerivedType(typeof(ChainEdited), "chain-edited")]
[JsonDerivedType(typeof(StreamTitleChanged), "stream-title-changed")]
[JsonDerivedType(typeof(SourceInterrupted), "source-interrupted")]
[JsonDerivedType(typeof(SourceResumed), "source-resumed")]
[JsonDerivedType(typeof(SourceSkipped), "source-skipped")]
[JsonDerivedType(typeof(LoopEnded), "loop-ended")]
public abstract record TransportEvent;

public sealed record StateChanged(TransportState State, Seconds Position, EntryId? Entry = null) : TransportEvent;

/// <param name="Position">Where in the entry; 0 but after a seek.</param>
public sealed record EntryBegan(QueueEntry Entry, Seconds Position) : TransportEvent;

/// <param name="Position">How far in the entry it was heard; null where nothing was heard since it was last sought in.</param>
public sealed record EntryEnded(EntryId Entry, Seconds? Position = null) : TransportEvent;

/// <param name="Problem">What is wrong with it.</param>
public sealed record EntrySkipped(EntryId Entry, string Problem) : TransportEvent;

/// <param name="Packets">That became silence, a file that ends early counted as one.</param>
public sealed record EntryDamaged(EntryId Entry, long Packets) : TransportEvent;

/// <param name="Left">How far it was heard before; null where nothing was heard since the last time.</param>
public sealed record Sought(EntryId Entry, Seconds Position, Seconds? Left = null) : TransportEvent;

public sealed record QueueChanged(IReadOnlyList<QueueEntry> Entries) : TransportEvent;

public sealed record ModesChanged(LoopMode Loop, bool IsShuffled, bool StopsAfterCurrent) : TransportEvent;

/// <summary>What loops is so short that repeating it would be no music and much work: the loop was switched off.</summary>
/// <param name="Problem">How short, and what would be long enough.</param>
public sealed record LoopEnded(string Problem) : TransportEvent;

public sealed record VolumeChanged(Decibels Volume) : TransportEvent;

public sealed record OutputOpened(OutputFacts Output) : TransportEvent;

/// <summary>The device has gone; it is tried again, or another one takes its place.</summary>
/// <param name="RetryIn">Until the next attempt.</param>
public sealed record OutputLost(string Device, string Problem, Seconds RetryIn) : TransportEvent
{
    /// <summary>The device where it goes on; null: this one.</summary>
    public string? MovesTo { get; init; }
}

/// <summary>No device is tried any more: the transport has stopped.</summary>
public sealed record OutputFailed(string Device, string Problem) : TransportEvent;

/// <summary>A source is late: silence is heard.</summary>
public sealed record SoundMissing(EntryId Entry, Seconds Position) : TransportEvent;

public sealed record SoundBack(EntryId Entry, Seconds Position) : TransportEvent;

/// <param name="Stage">Its number and kind: "3 eq".</param>
public sealed record StageFailed(string Stage, string Problem, bool IsGivenUp) : TransportEvent;

public sealed record StageRestarted(string Stage) : TransportEvent;

/// <summary>A stream goes on with something of another name, which is heard from here on.</summary>
public sealed record StreamTitleChanged(EntryId Entry, string Title, Seconds Position) : TransportEvent;

/// <summary>The connection to a source was cut; what was read ahead goes on sounding while it is tried again.</summary>
/// <param name="RetryIn">Until the next attempt.</param>
public sealed record SourceInterrupted(EntryId Entry, string Problem, Seconds RetryIn) : TransportEvent;

/// <param name="IsWhole">Nothing is lost; false: a live stream, which goes on with what it sends now.</param>
public sealed record SourceResumed(EntryId Entry, bool IsWhole) : TransportEvent;

/// <summary>A live source came faster than it was heard, as after a pause: a part of it was left out.</summary>
public sealed record SourceSkipped(EntryId Entry, Seconds Duration) : TransportEvent;

/// <param name="Reasons">What changes bits; empty where nothing does.</param>
public sealed record BitPerfectChanged(bool IsBitPerfect, IReadOnlyList<string> Reasons) : TransportEvent;

/// <summary>An entry of DSD is heard as PCM.</summary>
/// <param name="Reason">Why its bits are not sent as they are.</param>
public sealed record DsdConverted(EntryId Entry, string Reason) : TransportEvent;

/// <param name="Stage">Its number and kind: "3 eq"; empty where the whole chain was loaded.</param>
/// <param name="Chain">As it is now.</param>
public sealed record ChainEdited(ChainEdit Edit, string Stage, IReadOnlyList<ChainStage> Chain) : TransportEvent;
