using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// Tags that state the level of the samples beside them (ReplayGain, the R128 gains of RFC 7845, MP3Gain): players turn the volume by
/// them. After a processor they are false, and a player would take the render for as loud as the old file was.
/// </summary>
internal static class LevelTags
{
    private static readonly string[] Prefixes = ["replaygain_", "r128_", "mp3gain_"];

    public static MediaTags Without(MediaTags tags) => tags with { Entries = [.. tags.Entries.Where(e => !StatesLevel(e.Key))] };

    private static bool StatesLevel(string key) => Prefixes.Any(p => key.StartsWith(p, StringComparison.OrdinalIgnoreCase));
}
