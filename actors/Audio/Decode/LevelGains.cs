using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>What tags say about the level of a track and of its album (ReplayGain 2.0; RFC 7845 for Opus).</summary>
public sealed record LevelGains
{
    public static readonly LevelGains None = new();

    /// <summary>Gains towards −18 LUFS.</summary>
    public Decibels? Track { get; init; }
    public Decibels? Album { get; init; }

    /// <summary>Highest magnitude of the samples, 1 is full scale.</summary>
    public double? TrackPeak { get; init; }
    public double? AlbumPeak { get; init; }

    /// <summary>R128 gains lead to −23 LUFS; they stand in Opus alone, where ReplayGain's own do not count.</summary>
    private const double R128ToReplayGain = 5;

    public static LevelGains Of(MediaTags tags)
    {
        var (track, album) = (R128(tags["r128_track_gain"]), R128(tags["r128_album_gain"]));
        return new()
        {
            Track = track ?? Gain(tags["replaygain_track_gain"]),
            Album = album ?? Gain(tags["replaygain_album_gain"]),
            TrackPeak = Peak(tags["replaygain_track_peak"]),
            AlbumPeak = Peak(tags["replaygain_album_peak"]),
        };
    }

    /// <summary>This, and where it says nothing about gains the other.</summary>
    public LevelGains Or(LevelGains other) => this == None ? other : new()
    {
        Track = Track ?? other.Track,
        Album = Album ?? other.Album,
        TrackPeak = TrackPeak ?? other.TrackPeak,
        AlbumPeak = AlbumPeak ?? other.AlbumPeak,
    };

    /// <summary>"-6.54 dB"; null for what is no gain within ±64 dB.</summary>
    public static Decibels? Gain(string? text)
    {
        if (text is null) return null;
        var number = text.AsSpan().Trim();
        if (number.EndsWith("dB", StringComparison.OrdinalIgnoreCase)) number = number[..^2].TrimEnd();
        return Number(number) is { } db && Math.Abs(db) <= 64 ? new Decibels(db) : null;
    }

    /// <summary>"0.988312"; null for what is no magnitude above 0 and up to 64.</summary>
    public static double? Peak(string? text) => text is not null && Number(text.AsSpan().Trim()) is { } peak and > 0 and <= 64 ? peak : null;

    // Q7.8: 256ths of a dB.
    private static Decibels? R128(string? text) =>
        short.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var steps)
            ? new Decibels(steps / 256.0 + R128ToReplayGain)
            : null;

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}

public enum LevelMode
{
    Off = 0,
    Track = 1,
    Album = 2,
}

/// <summary>How gains of tags are used.</summary>
/// <param name="Mode">Which of the two; where it is missing, the other.</param>
/// <param name="PreAmp">Added to the gain of a tag.</param>
/// <param name="Untagged">The gain of what has no tag.</param>
/// <param name="PreventsClipping">The stated peak is not raised over full scale.</param>
public sealed record GainPolicy(LevelMode Mode, Decibels PreAmp = default, Decibels Untagged = default, bool PreventsClipping = true)
{
    public static readonly GainPolicy Off = new(LevelMode.Off);

    /// <summary>The factor for the samples; 1 exactly where nothing is to be done.</summary>
    public double Factor(LevelGains gains)
    {
        if (Mode == LevelMode.Off) return 1;
        var isAlbum = Mode == LevelMode.Album ? gains.Album is not null : gains.Track is null && gains.Album is not null;
        var gain = isAlbum ? gains.Album : gains.Track;
        var db = gain is null ? Untagged.Value : gain.Value.Value + PreAmp.Value;
        var factor = db == 0 ? 1 : PortableMath.Amplitude(db);
        // An album's peak may be missing where its gain is not; the track's own is then what is known.
        var peak = isAlbum ? gains.AlbumPeak ?? gains.TrackPeak : gains.TrackPeak ?? gains.AlbumPeak;
        return PreventsClipping && peak is { } p && factor * p > 1 ? 1 / p : factor;
    }
}
