using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;

namespace NTWorkstation.Nt.Endpoint.Mpris;

/// <summary>A transport as the properties of MPRIS 2.2 (specifications.freedesktop.org/mpris-spec).</summary>
internal static class PlayerProperties
{
    private const string EntryPrefix = "/org/ntworkstation/entry/";
    private static readonly BusPath NoTrack = new("/org/mpris/MediaPlayer2/TrackList/NoTrack");

    public static readonly IReadOnlyDictionary<string, object> Application = new Dictionary<string, object>
    {
        ["CanQuit"] = true,
        ["CanRaise"] = false,
        ["HasTrackList"] = false,
        ["Identity"] = "NTWorkstation",
        ["SupportedUriSchemes"] = (string[])["file"],
        ["SupportedMimeTypes"] = (string[])["audio/flac", "audio/x-wav", "audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/opus", "audio/x-wavpack", "audio/x-aiff", "audio/x-dsf", "audio/x-mpegurl", "audio/x-scpls", "application/xspf+xml"],
    };

    /// <summary>All but the position, which is asked for and never told.</summary>
    public static IReadOnlyDictionary<string, object> Of(TransportStatus status)
    {
        var isThere = status.Queue.Count > 0;
        return new Dictionary<string, object>
        {
            ["PlaybackStatus"] = status.State.ToString(), // Playing, Paused, Stopped
            ["LoopStatus"] = status.Loop switch { LoopMode.Entry => "Track", LoopMode.Queue => "Playlist", _ => "None" },
            ["Rate"] = 1.0,
            ["MinimumRate"] = 1.0,
            ["MaximumRate"] = 1.0,
            ["Shuffle"] = status.IsShuffled,
            ["Volume"] = VolumeOf(status.Volume),
            ["Metadata"] = Metadata(status),
            ["CanGoNext"] = status.Queue.Count > 1,
            ["CanGoPrevious"] = isThere,
            ["CanPlay"] = isThere,
            ["CanPause"] = isThere,
            ["CanSeek"] = isThere && status.State != TransportState.Stopped,
            ["CanControl"] = true,
        };
    }

    public static long Microseconds(Seconds time) => (long)Math.Round(time.Value * 1e6);

    public static Seconds Time(long microseconds) => new(microseconds / 1e6);

    /// <summary>As PulseAudio's mixers do, so that equal places of two sliders sound alike: the cube of the value is the amplitude, and 1 is 0 dB.</summary>
    public static double VolumeOf(Decibels volume) => volume.Value <= -144 ? 0 : Math.Pow(10, volume.Value / 60);

    public static Decibels DecibelsOf(double volume) => new(volume > 0 ? Math.Clamp(Math.Round(60 * Math.Log10(volume), 6), -144, 24) : -144);

    public static LoopMode? LoopOf(string word) => word switch { "None" => LoopMode.Off, "Track" => LoopMode.Entry, "Playlist" => LoopMode.Queue, _ => null };

    public static BusPath TrackOf(EntryId? entry) => entry is { } id ? new($"{EntryPrefix}{id}") : NoTrack;

    private static Dictionary<string, object> Metadata(TransportStatus status)
    {
        var data = new Dictionary<string, object> { ["mpris:trackid"] = TrackOf(null) };
        if (status.Queue.FirstOrDefault(e => e.Id == status.Entry) is not { } entry) return data;
        data["mpris:trackid"] = TrackOf(entry.Id);
        data["xesam:title"] = entry.Title;
        if (entry.Artist is { } artist) data["xesam:artist"] = (string[])[artist];
        if (entry.Album is { } album) data["xesam:album"] = album;
        if (entry.Duration is { } duration) data["mpris:length"] = Microseconds(duration);
        data["xesam:url"] = Url(entry.Address);
        return data;
    }

    private static string Url(string address)
    {
        try
        {
            return SourceAddress.Parse(address) is { IsFile: true } file ? new Uri(Path.GetFullPath(file.Rest)).AbsoluteUri : address;
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            return address;
        }
    }
}
