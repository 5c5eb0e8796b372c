using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Playlist;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>What a server says that it sends, by its content type and the name in the address.</summary>
internal static class MediaType
{
    private static readonly string[] Endings = ["flac", "mp3", "ogg", "oga", "opus", "wav", "aac", "m4a", "mp4", "wv", "ape", "aiff", "aif", "dsf", "dff", "mka", "webm", "tta", "mpc", "ac3", "wma"];

    /// <summary>The ending of a file of this kind, for where the bytes do not say what they are; null: not known.</summary>
    public static string? Ending(string? type, Uri address) => type switch
    {
        "audio/mpeg" or "audio/mp3" or "audio/x-mp3" or "audio/mpg" => "mp3",
        "audio/aac" or "audio/aacp" or "audio/x-aac" or "audio/aac-adts" => "aac",
        "application/ogg" or "audio/ogg" or "audio/vorbis" => "ogg",
        "audio/opus" => "opus",
        "audio/flac" or "audio/x-flac" => "flac",
        "audio/wav" or "audio/x-wav" or "audio/wave" or "audio/vnd.wave" => "wav",
        "audio/mp4" or "audio/x-m4a" or "video/mp4" => "m4a",
        _ => Path.GetExtension(address.AbsolutePath).TrimStart('.').ToLowerInvariant() is { Length: > 0 } ending && Endings.Contains(ending) ? ending : null,
    };

    /// <summary>The kind of playlist; null: none. Where the type says nothing, the name does.</summary>
    public static PlaylistKind? Playlist(string? type, Uri address) => type switch
    {
        "audio/x-mpegurl" or "audio/mpegurl" or "application/x-mpegurl" or "application/vnd.apple.mpegurl" or "application/mpegurl" or "audio/x-m3u" => PlaylistKind.M3u,
        "audio/x-scpls" or "audio/scpls" or "application/pls+xml" or "application/pls" => PlaylistKind.Pls,
        "application/xspf+xml" => PlaylistKind.Xspf,
        null or "text/plain" or "application/octet-stream" or "text/xml" or "application/xml" or "binary/octet-stream" => PlaylistDocument.KindOf(address.AbsolutePath) is { } kind and not PlaylistKind.Cue ? kind : null,
        _ => null,
    };

    /// <summary>A page for people instead of a sound.</summary>
    public static bool IsPage(string? type) => type is "text/html" or "application/xhtml+xml" or "application/json";
}
