using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Session.Commands;

// Processors and their parameters.
public sealed partial class SessionDecisions
{
    private SessionEvent[] Insert(SessionState state, InsertProcessor c)
    {
        var content = state.Content;
        var draft = ProcessorDraft.Begin(c.Processor);
        foreach (var assignment in c.Assignments) draft.Assign(assignment);
        var settings = draft.Finish();
        var track = References.Place(content, c.Track);
        var chain = track is { } id ? content.Track(id)!.Chain : content.Master;
        var where = $"{settings.Processor} {ProcessorNames.Where(content, track)}";
        RequireRoom(chain.Count + 1, where);
        RequireMayStand(settings, track, chain, where);
        var index = c.Index ?? chain.Count;
        RequirePlace(index, chain.Count, where);
        if (c.Label is { } label) RequireLabel(label);
        return WithMedia(state, c.Media, [settings], new ProcessorInserted(new ProcessorInstance(NewInstance(content), settings, c.Label), index, track));
    }

    private static SessionEvent[] Move(SessionState state, MoveProcessor c)
    {
        var content = state.Content;
        var place = References.Processor(content, c.Processor);
        var track = c.Track is null ? place.Track : References.Place(content, c.Track);
        var chain = (track is { } id ? content.Track(id)!.Chain : content.Master).Where(p => p.Id != place.Processor.Id).ToArray();
        var where = $"{ProcessorNames.Unique(content, place)} {ProcessorNames.Where(content, track)}";
        RequireRoom(chain.Length + 1, where);
        RequireMayStand(place.Processor.Settings, track, chain, where);
        RequirePlace(c.Index, chain.Length, where);
        return track == place.Track && c.Index == place.Index ? [] : [new ProcessorMoved(place.Processor.Id, c.Index, track)];
    }

    private static SessionEvent[] Label(SessionState state, LabelProcessor c)
    {
        var place = References.Processor(state.Content, c.Processor);
        if (c.Label is { } label) RequireLabel(label);
        return place.Processor.Label == c.Label ? [] : [new ProcessorLabelled(place.Processor.Id, c.Label)];
    }

    private static SessionEvent[] Set(SessionState state, SetParameters c)
    {
        var place = References.Processor(state.Content, c.Processor);
        var (id, old) = (place.Processor.Id, place.Processor.Settings);
        var draft = ProcessorDraft.Of(old);
        foreach (var assignment in c.Assignments) draft.Assign(assignment);
        var settings = draft.Finish();
        if (settings.Bands != old.Bands) return WithMedia(state, c.Media, [settings], new ProcessorChanged(id, settings));
        var changed = SettingsDifference.Values(old, settings).ToArray();
        return changed.Length switch
        {
            0 => [],
            1 => WithMedia(state, c.Media, [settings], new ParameterChanged(id, changed[0].Path, changed[0].Old, changed[0].New)),
            _ => WithMedia(state, c.Media, [settings], new ProcessorChanged(id, settings)),
        };
    }

    private SessionEvent[] Apply(SessionState state, ApplyPreset c)
    {
        RequireName(c.Preset, "preset");
        var track = References.Place(state.Content, c.Track);
        return WithMedia(state, c.Media, c.Chain, new PresetApplied(c.Preset, NewChain(state.Content, track, c.Chain, c.Loudness), track, c.Loudness));
    }

    private SessionEvent[] Apply(SessionState state, ApplyMatch c)
    {
        var track = References.Place(state.Content, c.Track);
        if (c.References.Any(r => !IsHash(r.ContentHash))) throw new RefusedException(RefusalCode.BadValue, "match", "a reference's hash is not a SHA-256", "Match again.");
        return WithMedia(state, c.Media, c.Chain, new StyleMatched(c.References, NewChain(state.Content, track, c.Chain, c.Loudness), c.Notes, track, c.Loudness));
    }

    private ProcessorInstance[] NewChain(SessionContent content, TrackId? track, IReadOnlyList<ProcessorSettings> settings, Lufs? loudness)
    {
        var where = $"chain {ProcessorNames.Where(content, track)}";
        RequireRoom(settings.Count, where);
        if (loudness is { } target) RequireLoudness(target);
        if (loudness is not null && track is not null)
            throw new RefusedException(RefusalCode.WrongPlace, where, "a loudness is of the whole session", "Apply it to the master, or leave the loudness out.");
        var chain = new List<ProcessorInstance>();
        foreach (var s in settings)
        {
            RequireMayStand(s, track, chain, where);
            chain.Add(new ProcessorInstance(NewInstance(content, chain), s));
        }
        return [.. chain];
    }

    private InstanceId NewInstance(SessionContent content, IReadOnlyList<ProcessorInstance>? more = null) =>
        new(NewId(id => content.Find(new InstanceId(id)) is not null || (more?.Any(p => p.Id.Value == id) ?? false)));

    // What the sum is made at and stored on is the master's matter.
    private static void RequireMayStand(ProcessorSettings settings, TrackId? track, IReadOnlyList<ProcessorInstance> others, string where)
    {
        var kind = settings.Processor;
        if (track is not null && (kind == ProcessorCatalogue.Resample.Name || kind == ProcessorCatalogue.Dither.Name))
            throw new RefusedException(RefusalCode.WrongPlace, where, $"a track has no {kind}: tracks are brought to one rate and summed unrounded", "Put it on the master.");
        if (kind == ProcessorCatalogue.Resample.Name && others.Any(p => p.Settings.Processor == kind))
            throw new RefusedException(RefusalCode.WrongPlace, where, "a chain changes the rate once at most", "Set the one that is there, or remove it first.");
    }

    private static void RequireRoom(int count, string where)
    {
        if (count > ContentRules.MostProcessors)
            throw new RefusedException(RefusalCode.Full, where, FormattableString.Invariant($"a chain has at most {ContentRules.MostProcessors} processors"), "Remove one first.");
    }

    private static void RequirePlace(int index, int last, string where)
    {
        if (index < 0 || index > last)
            throw new RefusedException(RefusalCode.NoSuchPlace, where, FormattableString.Invariant($"there is no place {index}"), FormattableString.Invariant($"Places are 0 to {last}."));
    }

    private static void RequireLabel(string label)
    {
        RequireName(label, $"label \"{label}\"");
        if (label.Contains('/', StringComparison.Ordinal) || label.Contains('#', StringComparison.Ordinal))
            throw new RefusedException(RefusalCode.BadName, $"label \"{label}\"", "\"/\" and \"#\" have a meaning of their own", "Choose a label without them.");
    }
}
