using System.Text.Json.Serialization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Transport;

/// <summary>What a transport plays and in which order, as it is kept for the next one.</summary>
public sealed record PlayState
{
    public const int Version = 1;

    [JsonPropertyName("version")]
    public required int WrittenBy { get; init; }
    /// <summary>Of this state; a <see cref="PlayPlace"/> names the one that it belongs to.</summary>
    public required long Revision { get; init; }
    public required IReadOnlyList<StateEntry> Queue { get; init; }
    public required LoopMode Loop { get; init; }
    /// <summary>Places in the queue in the order in which they are played; null where it is not shuffled.</summary>
    public IReadOnlyList<int>? Order { get; init; }
    public required bool StopsAfterCurrent { get; init; }
    public required Decibels Volume { get; init; }
    public required IReadOnlyList<ChainStage> Chain { get; init; }
}

/// <summary>Where a transport is in a queue: what changes all the time.</summary>
/// <param name="Revision">Of the <see cref="PlayState"/>.</param>
/// <param name="Entry">Its place in the queue, from 0; null where nothing was played yet.</param>
/// <param name="Position">Heard, in the entry.</param>
public sealed record PlayPlace(long Revision, int? Entry, Seconds Position);

/// <summary>An item of a queue, as it is kept.</summary>
/// <param name="Address">As SourceAddress writes it.</param>
public sealed record StateEntry(string Address, StateTime Start, StateTime? End = null, string? Title = null, string? Artist = null, string? Album = null, int? Track = null,
    Seconds? StatedLength = null, Decibels? TrackGain = null, double? TrackPeak = null, Decibels? AlbumGain = null, double? AlbumPeak = null)
{
    public static StateEntry Of(PlayItem item) => new(item.Address.ToString(), StateTime.Of(item.Start), item.End is { } end ? StateTime.Of(end) : null, item.Title, item.Artist, item.Album, item.Track,
        item.StatedLength, item.Gains.Track, item.Gains.TrackPeak, item.Gains.Album, item.Gains.AlbumPeak);

    /// <exception cref="FormatException">The address is none.</exception>
    public PlayItem ToItem() => new()
    {
        Address = SourceAddress.Parse(Address),
        Start = Start.ToTime(),
        End = End?.ToTime(),
        Title = Title,
        Artist = Artist,
        Album = Album,
        Track = Track,
        StatedLength = StatedLength,
        Gains = new() { Track = TrackGain, TrackPeak = TrackPeak, Album = AlbumGain, AlbumPeak = AlbumPeak },
    };
}

/// <summary>A time that names a frame without error.</summary>
public sealed record StateTime(long Count, long PerSecond)
{
    public static StateTime Of(ExactTime time) => new(time.Count, Math.Max(1, time.PerSecond));

    public ExactTime ToTime() => new(Math.Clamp(Count, 0, 1_000_000_000_000_000), Math.Clamp(PerSecond, 1, 1_000_000_000));
}
