using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

/// <summary>What a medium is to a session, in words.</summary>
public static class MediumUse
{
    /// <summary>"the file of track "bass"", "the file of tracks "bass" and "keys"", "the file hall.wav" where no track plays it now.</summary>
    public static string Of(SessionState state, string contentHash)
    {
        var tracks = state.Content.Tracks.Where(t => t.Media == contentHash).Select(t => $"\"{t.Name}\"").ToArray();
        return tracks.Length switch
        {
            0 => $"the file {(state.Media.TryGetValue(contentHash, out var medium) ? Path.GetFileName(medium.Path) : contentHash)}",
            1 => $"the file of track {tracks[0]}",
            _ => $"the file of tracks {string.Join(", ", tracks[..^1])} and {tracks[^1]}",
        };
    }
}
