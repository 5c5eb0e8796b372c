using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>What an edit makes of a content. Lists are copied, what they hold is shared.</summary>
internal static class ContentFold
{
    /// <exception cref="UnfitEventException">The edit does not fit.</exception>
    public static SessionContent Apply(SessionContent c, SessionEdit edit) => edit switch
    {
        SessionRenamed e => c with { Name = e.Name },
        TrackImported e when c.Track(e.Track) is not null => throw new UnfitEventException($"there is a track {e.Track} already"),
        TrackImported e => c with { Tracks = [.. c.Tracks, new SessionTrack(e.Track, e.Name, e.Media.ContentHash, [])] },
        TrackReplaced e => c.WithTrack(Track(c, e.Track) with { Media = e.Media.ContentHash }),
        TrackRemoved e => c with { Tracks = Without(c.Tracks, IndexOf(c, e.Track)) },
        TrackRenamed e => c.WithTrack(Track(c, e.Track) with { Name = e.Name }),
        TrackMoved e => c with { Tracks = Moved(c.Tracks, IndexOf(c, e.Track), e.Index) },
        ProcessorInserted e when c.Find(e.Processor.Id) is not null => throw new UnfitEventException($"there is a processor {e.Processor.Id} already"),
        ProcessorInserted e => WithChain(c, e.Track, Inserted(Chain(c, e.Track), e.Index, e.Processor)),
        ProcessorMoved e => Move(c, e),
        ProcessorRemoved e => WithChain(c, Place(c, e.Processor).Track, Without(Place(c, e.Processor).Chain, Place(c, e.Processor).Index)),
        ProcessorLabelled e => WithProcessor(c, Place(c, e.Processor), p => p with { Label = e.Label }),
        ParameterChanged e => WithProcessor(c, Place(c, e.Processor), p => Change(p, e)),
        ProcessorChanged e => WithProcessor(c, Place(c, e.Processor), p => Change(p, e)),
        PresetApplied e => Replace(c, e.Track, e.Chain, e.Loudness),
        StyleMatched e => Replace(c, e.Track, e.Chain, e.Loudness),
        MarkerSet e => c with { Markers = WithMarker(c.Markers, new(e.Name, e.At)) },
        MarkerRemoved e when c.Markers.All(m => m.Name != e.Name) => throw new UnfitEventException($"there is no marker \"{e.Name}\""),
        MarkerRemoved e => c with { Markers = [.. c.Markers.Where(m => m.Name != e.Name)] },
        LoudnessTargetSet e => c with { Loudness = e.Target },
        _ => throw new UnfitEventException($"{edit.GetType().Name} is not an edit of a session"),
    };

    // At its place in time, and by name among those of one time. One pass: thousands of markers are set one by one.
    private static List<Marker> WithMarker(IReadOnlyList<Marker> markers, Marker marker)
    {
        var all = new List<Marker>(markers.Count + 1);
        var place = 0;
        foreach (var m in markers)
        {
            if (m.Name == marker.Name) continue;
            all.Add(m);
            var order = m.At.Value.CompareTo(marker.At.Value);
            if (order < 0 || order == 0 && string.CompareOrdinal(m.Name, marker.Name) < 0) place = all.Count;
        }
        all.Insert(place, marker);
        return all;
    }

    private static ProcessorInstance Change(ProcessorInstance p, ParameterChanged e)
    {
        if (!p.Settings.TryGet(e.Parameter, out var now)) throw new UnfitEventException($"{p.Settings.Processor} has no {e.Parameter}");
        if (!Equals(now, e.Old)) throw new UnfitEventException($"{e.Parameter} of {p.Settings.Processor} did not stand where the event found it");
        return p with { Settings = p.Settings.With(e.Parameter, e.New) };
    }

    private static ProcessorInstance Change(ProcessorInstance p, ProcessorChanged e) =>
        p.Settings.Processor == e.Settings.Processor
            ? p with { Settings = e.Settings }
            : throw new UnfitEventException($"it makes {e.Settings.Processor} of {p.Settings.Processor}");

    private static SessionContent Move(SessionContent c, ProcessorMoved e)
    {
        var from = Place(c, e.Processor);
        if (from.Track == e.Track) return WithChain(c, e.Track, Moved(from.Chain, from.Index, e.Index));
        c = WithChain(c, from.Track, Without(from.Chain, from.Index));
        return WithChain(c, e.Track, Inserted(Chain(c, e.Track), e.Index, from.Processor));
    }

    private static SessionContent Replace(SessionContent c, TrackId? track, IReadOnlyList<ProcessorInstance> chain, Audio.Signal.Lufs? loudness)
    {
        var seen = new HashSet<InstanceId>();
        foreach (var p in chain)
            if (!seen.Add(p.Id) || c.Find(p.Id) is { } other && other.Track != track) throw new UnfitEventException($"there is a processor {p.Id} already");
        if (loudness is not null && track is not null) throw new UnfitEventException("a track has no loudness target");
        return WithChain(c, track, chain) with { Loudness = loudness ?? c.Loudness };
    }

    private static SessionContent WithProcessor(SessionContent c, ProcessorPlace place, Func<ProcessorInstance, ProcessorInstance> change)
    {
        var chain = place.Chain.ToArray();
        chain[place.Index] = change(place.Processor);
        return WithChain(c, place.Track, chain);
    }

    private static SessionContent WithChain(SessionContent c, TrackId? track, IReadOnlyList<ProcessorInstance> chain)
    {
        if (chain.Count > ContentRules.MostProcessors) throw new UnfitEventException("the chain grows too long");
        return track is { } id ? c.WithTrack(Track(c, id) with { Chain = chain }) : c with { Master = chain };
    }

    private static IReadOnlyList<ProcessorInstance> Chain(SessionContent c, TrackId? track) => track is { } id ? Track(c, id).Chain : c.Master;

    private static SessionTrack Track(SessionContent c, TrackId id) => c.Track(id) ?? throw new UnfitEventException($"there is no track {id}");

    private static int IndexOf(SessionContent c, TrackId id)
    {
        for (var i = 0; i < c.Tracks.Count; i++)
            if (c.Tracks[i].Id == id) return i;
        throw new UnfitEventException($"there is no track {id}");
    }

    private static ProcessorPlace Place(SessionContent c, InstanceId id) => c.Find(id) ?? throw new UnfitEventException($"there is no processor {id}");

    private static T[] Without<T>(IReadOnlyList<T> list, int index) => [.. list.Take(index), .. list.Skip(index + 1)];

    private static T[] Inserted<T>(IReadOnlyList<T> list, int index, T item) =>
        index >= 0 && index <= list.Count ? [.. list.Take(index), item, .. list.Skip(index)] : throw new UnfitEventException(FormattableString.Invariant($"there is no place {index}"));

    private static T[] Moved<T>(IReadOnlyList<T> list, int from, int to) => Inserted(Without(list, from), to, list[from]);
}
