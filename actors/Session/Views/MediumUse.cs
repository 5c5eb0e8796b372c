using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

/// <summary>What a medium is to a session, in words.</summary>
public static class MediumUse
{
    /// <summary>"the file of track "bass"", "the file of track "bass" and of reverb on the master", "the file hall.wav" where nothing uses it now.</summary>
    public static string Of(SessionState state, string contentHash)
    {
        var content = state.Content;
        string[] users =
        [
            .. content.Tracks.Where(t => t.Media == contentHash).Select(t => $"of track \"{t.Name}\""),
            .. content.Processors().Where(p => ProcessorMedia.Of(p.Processor.Settings).Contains(contentHash)).Select(p => $"of {ProcessorNames.Unique(content, p)} {ProcessorNames.Where(content, p.Track)}"),
        ];
        return users.Length > 0 ? $"the file {string.Join(" and ", users)}" : $"the file {(state.Media.TryGetValue(contentHash, out var medium) ? Path.GetFileName(medium.Path) : contentHash)}";
    }
}
