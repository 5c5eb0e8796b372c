using System.Text.Json.Serialization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Transport;

/// <summary>What is asked of a transport. Each is answered by a <see cref="TransportReply"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(Play), "play")]
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(TogglePause), "toggle-pause")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(SeekTo), "seek-to")]
[JsonDerivedType(typeof(SeekBy), "seek-by")]
[JsonDerivedType(typeof(Next), "next")]
[JsonDerivedType(typeof(Previous), "previous")]
[JsonDerivedType(typeof(PlayEntry), "play-entry")]
[JsonDerivedType(typeof(Enqueue), "enqueue")]
[JsonDerivedType(typeof(RemoveEntries), "remove-entries")]
[JsonDerivedType(typeof(MoveEntry), "move-entry")]
[JsonDerivedType(typeof(ClearQueue), "clear-queue")]
[JsonDerivedType(typeof(SetLoop), "set-loop")]
[JsonDerivedType(typeof(SetShuffle), "set-shuffle")]
[JsonDerivedType(typeof(SetStopAfterCurrent), "set-stop-after-current")]
[JsonDerivedType(typeof(SetVolume), "set-volume")]
[JsonDerivedType(typeof(GetStatus), "get-status")]
[JsonDerivedType(typeof(GetEvents), "get-events")]
[JsonDerivedType(typeof(LoadChain), "load-chain")]
[JsonDerivedType(typeof(InsertStage), "insert-stage")]
[JsonDerivedType(typeof(RemoveStage), "remove-stage")]
[JsonDerivedType(typeof(MoveStage), "move-stage")]
[JsonDerivedType(typeof(BypassStage), "bypass-stage")]
[JsonDerivedType(typeof(SetStage), "set-stage")]
public abstract record TransportCommand;

/// <summary>Begins, or goes on after a pause.</summary>
public sealed record Play : TransportCommand;

public sealed record Pause : TransportCommand;

public sealed record TogglePause : TransportCommand;

/// <summary>The next play begins the entry anew.</summary>
public sealed record Stop : TransportCommand;

/// <param name="Position">In the present entry, from 0; behind its end is its end.</param>
public sealed record SeekTo(Seconds Position) : TransportCommand;

public sealed record SeekBy(Seconds Distance) : TransportCommand;

public sealed record Next : TransportCommand;

/// <summary>To the beginning of the entry where more than three seconds of it were heard, else to the one before.</summary>
public sealed record Previous : TransportCommand;

public sealed record PlayEntry(EntryId Entry, Seconds Position = default) : TransportCommand;

/// <param name="Addresses">Files, addresses or playlists, as SourceAddress reads them; relative paths are not taken.</param>
/// <param name="Before">The entry before which they come; null: at the end.</param>
public sealed record Enqueue(IReadOnlyList<string> Addresses, EntryId? Before = null) : TransportCommand
{
    public const int MostAddresses = 10_000;
}

public sealed record RemoveEntries(IReadOnlyList<EntryId> Entries) : TransportCommand;

/// <param name="Before">Null: to the end.</param>
public sealed record MoveEntry(EntryId Entry, EntryId? Before = null) : TransportCommand;

/// <summary>All but the entry that plays.</summary>
public sealed record ClearQueue : TransportCommand;

public sealed record SetLoop(LoopMode Loop) : TransportCommand;

public sealed record SetShuffle(bool IsOn) : TransportCommand;

public sealed record SetStopAfterCurrent(bool IsOn) : TransportCommand;

/// <param name="Volume">-144 to +24 dB; 0 changes no bit. -144 is silence.</param>
public sealed record SetVolume(Decibels Volume) : TransportCommand;

public sealed record GetStatus : TransportCommand;

/// <summary>Asks the node, not the transport: answered by an <see cref="EventsReply"/> once there is news, or after a second without.</summary>
/// <param name="After">The number of the last event that is known; -1: from now on.</param>
public sealed record GetEvents(long After) : TransportCommand;

/// <summary>What becomes of an entry that has ended.</summary>
public enum LoopMode
{
    Off = 0,
    Entry = 1,
    Queue = 2,
}

/// <summary>An entry of the queue; never used for another one of this transport.</summary>
[JsonConverter(typeof(EntryIdConverter))]
public readonly record struct EntryId(long Value)
{
    public override string ToString() => $"{Value}";
}
