using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Transport;

public enum TransportState
{
    Stopped = 0,
    Playing = 1,
    Paused = 2,
}

/// <param name="Address">As SourceAddress writes it.</param>
/// <param name="Duration">Null where it is not known, or not yet.</param>
public sealed record QueueEntry(EntryId Id, string Address, string Title, string? Artist = null, string? Album = null, Seconds? Duration = null);

/// <param name="Device">Its id, such as pulse:SINK.</param>
/// <param name="Rate">Of the device's frames; of DSD the bit rate.</param>
/// <param name="Format">S16, S24, DSD_U32_BE, DOP_S24 …</param>
/// <param name="Latency">From the volume to the end of the device's buffer.</param>
/// <param name="IsExact">What is written reaches the device's end unchanged, as far as can be told.</param>
public sealed record OutputFacts(string Device, [property: JsonConverter(typeof(DeviceRateConverter))] SampleRate Rate, int Channels, string Format, Seconds Latency, bool IsExact);

/// <summary>Everything a user interface shows of a transport.</summary>
public sealed record TransportStatus
{
    public required TransportState State { get; init; }
    public EntryId? Entry { get; init; }
    /// <summary>Heard, in the entry.</summary>
    public required Seconds Position { get; init; }
    public required IReadOnlyList<QueueEntry> Queue { get; init; }
    public required LoopMode Loop { get; init; }
    public required bool IsShuffled { get; init; }
    public required bool StopsAfterCurrent { get; init; }
    public required Decibels Volume { get; init; }
    public OutputFacts? Output { get; init; }
    public required bool IsBitPerfect { get; init; }
    /// <summary>What changes bits.</summary>
    public required IReadOnlyList<string> BitPerfectReasons { get; init; }
    /// <summary>Frames of silence that were heard because something was late.</summary>
    public required long MissingFrames { get; init; }
    /// <summary>What everything goes through, in order.</summary>
    public IReadOnlyList<ChainStage> Chain { get; init; } = [];
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(StatusReply), "status")]
[JsonDerivedType(typeof(EventsReply), "events")]
public abstract record TransportReply;

public sealed record Done : TransportReply;

/// <param name="Problem">What is wrong and what would be right.</param>
public sealed record Refused(string Problem) : TransportReply;

public sealed record StatusReply(TransportStatus Status) : TransportReply;

/// <param name="Last">The number of the newest event.</param>
/// <param name="Missed">Events that were too old to be kept.</param>
public sealed record EventsReply(long Last, IReadOnlyList<TransportEvent> Events, long Missed = 0) : TransportReply;
