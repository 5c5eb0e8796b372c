using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>Bounds of a session, and what holds for every content.</summary>
public static class ContentRules
{
    public const int MostTracks = 512;
    public const int MostMarkers = 4096;
    /// <summary>In one chain.</summary>
    public const int MostProcessors = ChainJson.MostProcessors;
    public const int MostNameLength = 200;

    /// <summary>1 to 200 characters, none of them a control character, no space at either end.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MostNameLength && !text.Any(char.IsControl) && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]);

    /// <exception cref="UnfitEventException">Ids are not unique, or a track's medium is unknown.</exception>
    internal static void Require(SessionContent content, IReadOnlyDictionary<string, MediaReference> media)
    {
        if (content.Tracks.Select(t => t.Id).Distinct().Count() != content.Tracks.Count) throw new UnfitEventException("two tracks have one id");
        var processors = content.Processors().Select(p => p.Processor.Id).ToArray();
        if (processors.Distinct().Count() != processors.Length) throw new UnfitEventException("two processors have one id");
        if (content.Tracks.FirstOrDefault(t => !media.ContainsKey(t.Media)) is { } track) throw new UnfitEventException($"the medium of track {track.Id} is unknown");
    }
}
