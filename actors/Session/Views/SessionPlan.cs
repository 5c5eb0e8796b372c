using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

/// <summary>
/// What a state renders from: at the highest rate and the most channels of its tracks, so that nothing of them is lost. A track may be mono,
/// a pair, or of as many channels as the plan.
/// </summary>
public static class SessionPlan
{
    /// <returns>Null where the state cannot be rendered; then the refusal says why.</returns>
    public static RenderPlan? Of(SessionState state, out SessionRefusal? refusal)
    {
        refusal = null;
        var tracks = state.Content.Tracks;
        if (tracks.Count == 0)
        {
            refusal = new(RefusalCode.NothingToRender, "there is no track in it", $"session \"{state.Content.Name}\"", "Import a file first.");
            return null;
        }
        var media = tracks.Select(t => state.Media[t.Media]).ToArray();
        var widest = media.MaxBy(m => m.Channels)!; // the first of several
        for (var i = 0; i < tracks.Count; i++)
            if (media[i].Channels > 2 && media[i].Channels != widest.Channels)
            {
                refusal = new(
                    RefusalCode.Channels, FormattableString.Invariant($"it has {media[i].Channels} channels, and another track {widest.Channels}"), $"track \"{tracks[i].Name}\"",
                    "Mono and stereo tracks can stand beside any other; bring the rest to one layout.");
                return null;
            }
        string[] files = [.. SessionMedia.OfProcessors(state.Content)];
        if (files.FirstOrDefault(f => !state.Media.ContainsKey(f)) is { } unknown)
        {
            refusal = new(RefusalCode.BadValue, $"a processor names the file of hash {unknown}, which the session does not know", $"session \"{state.Content.Name}\"", "Set that parameter again, to the path of the file.");
            return null;
        }
        return new RenderPlan
        {
            Rate = new(media.Max(m => m.Rate.Hz)),
            Channels = widest.Channels,
            ChannelMask = widest.ChannelMask != 0 ? widest.ChannelMask : AudioFormat.DefaultMask(widest.Channels),
            Tracks = [.. tracks.Select((t, i) => new PlannedTrack(t.Name, media[i], [.. t.Chain.Select(p => p.Settings)]))],
            Master = [.. state.Content.Master.Select(p => p.Settings)],
            Files = files.Length == 0 ? null : [.. files.Select(f => state.Media[f])],
            Loudness = state.Content.Loudness,
            DitherSeed = state.DitherSeed,
        };
    }
}
