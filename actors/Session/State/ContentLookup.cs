using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>Where a processor is.</summary>
/// <param name="Track">Null for the master.</param>
public sealed record ProcessorPlace(TrackId? Track, IReadOnlyList<ProcessorInstance> Chain, int Index)
{
    public ProcessorInstance Processor => Chain[Index];
}

/// <summary>Finds tracks and processors in a content.</summary>
public static class ContentLookup
{
    public static SessionTrack? Track(this SessionContent content, TrackId id)
    {
        foreach (var track in content.Tracks)
            if (track.Id == id) return track;
        return null;
    }

    public static ProcessorPlace? Find(this SessionContent content, InstanceId id)
    {
        foreach (var track in content.Tracks)
            if (IndexOf(track.Chain, id) is >= 0 and var index) return new(track.Id, track.Chain, index);
        return IndexOf(content.Master, id) is >= 0 and var place ? new(null, content.Master, place) : null;
    }

    /// <summary>Every processor: those of the tracks in order, then the master's.</summary>
    public static IEnumerable<ProcessorPlace> Processors(this SessionContent content) =>
        content.Tracks.SelectMany(t => Places(t.Id, t.Chain)).Concat(Places(null, content.Master));

    internal static SessionContent WithTrack(this SessionContent content, SessionTrack track)
    {
        var tracks = content.Tracks.ToArray();
        for (var i = 0; i < tracks.Length; i++)
            if (tracks[i].Id == track.Id) tracks[i] = track;
        return content with { Tracks = tracks };
    }

    private static IEnumerable<ProcessorPlace> Places(TrackId? track, IReadOnlyList<ProcessorInstance> chain) =>
        Enumerable.Range(0, chain.Count).Select(i => new ProcessorPlace(track, chain, i));

    private static int IndexOf(IReadOnlyList<ProcessorInstance> chain, InstanceId id)
    {
        for (var i = 0; i < chain.Count; i++)
            if (chain[i].Id == id) return i;
        return -1;
    }
}
