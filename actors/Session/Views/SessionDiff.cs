using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

public enum DifferenceKind
{
    Added,
    Removed,
    Changed,
    Moved,
}

/// <summary>One thing that differs between two sessions.</summary>
/// <param name="Subject">What it is: "session", "track", "processor", "parameter", "marker", "loudness".</param>
/// <param name="Where">"track "bass"", "eq on the master".</param>
/// <param name="Text">In words, with what it was and what it is.</param>
public sealed record Difference(DifferenceKind Kind, string Subject, string Where, string Text);

/// <summary>
/// Compares two contents: of one session at two moments, of a fork and its origin, or of strangers. Tracks and processors are one and the
/// same where their ids are; failing that, tracks of one name and processors of one kind in the same order of one chain.
/// </summary>
public static class SessionDiff
{
    public static IReadOnlyList<Difference> Between(SessionState old, SessionState now)
    {
        var (a, b) = (old.Content, now.Content);
        var differences = new List<Difference>();
        if (a.Name != b.Name) differences.Add(new(DifferenceKind.Changed, "session", $"session \"{b.Name}\"", $"name from \"{a.Name}\" to \"{b.Name}\""));
        Tracks(old, now, differences);
        Chain(old, now, null, a.Master, b.Master, differences);
        Markers(a, b, differences);
        if (a.Loudness != b.Loudness) differences.Add(new(DifferenceKind.Changed, "loudness", "session", $"loudness target from {Target(a.Loudness)} to {Target(b.Loudness)}"));
        if (old.DitherSeed != now.DitherSeed) differences.Add(new(DifferenceKind.Changed, "session", "session", FormattableString.Invariant($"dither seed from {old.DitherSeed} to {now.DitherSeed}")));
        return differences;
    }

    private static void Tracks(SessionState old, SessionState now, List<Difference> differences)
    {
        var (a, b) = (old.Content.Tracks, now.Content.Tracks);
        var pairs = Pairs(a, b, t => t.Id.Value, t => t.Name);
        foreach (var track in a.Where(t => pairs.All(p => p.Old != t))) differences.Add(new(DifferenceKind.Removed, "track", Name(track), $"removed ({old.Media[track.Media].Path})"));
        foreach (var track in b)
        {
            if (pairs.FirstOrDefault(p => p.New == track).Old is not { } before)
            {
                differences.Add(new(DifferenceKind.Added, "track", Name(track), $"added ({now.Media[track.Media].Path})"));
                continue;
            }
            if (before.Name != track.Name) differences.Add(new(DifferenceKind.Changed, "track", Name(track), $"name from \"{before.Name}\" to \"{track.Name}\""));
            if (before.Media != track.Media)
                differences.Add(new(DifferenceKind.Changed, "track", Name(track), $"file from {old.Media[before.Media].Path} ({before.Media[..8]}) to {now.Media[track.Media].Path} ({track.Media[..8]})"));
            Chain(old, now, track, before.Chain, track.Chain, differences);
        }
        if (!pairs.Select(p => p.Old.Id).SequenceEqual(a.Where(t => pairs.Any(p => p.Old == t)).Select(t => t.Id)))
            differences.Add(new(DifferenceKind.Moved, "track", "tracks", $"order from {Names(a)} to {Names(b)}"));
    }

    private static void Chain(
        SessionState before, SessionState after, SessionTrack? track, IReadOnlyList<ProcessorInstance> old, IReadOnlyList<ProcessorInstance> now, List<Difference> differences)
    {
        var (a, b) = (before.Content, after.Content);
        var media = before.Media.SetItems(after.Media);
        var where = track is null ? "on the master" : $"on track \"{track.Name}\"";
        var pairs = Pairs(old, now, p => p.Id.Value, p => p.Settings.Processor);
        // The same id but another kind would be another processor.
        foreach (var p in old.Where(p => pairs.All(x => x.Old != p)))
            differences.Add(new(DifferenceKind.Removed, "processor", $"{Called(a, p)} {where}", $"removed: {ParameterWords.Summary(p.Settings, media)}"));
        foreach (var p in now)
        {
            var place = $"{Called(b, p)} {where}";
            if (pairs.FirstOrDefault(x => x.New == p).Old is not { } former)
            {
                differences.Add(new(DifferenceKind.Added, "processor", place, $"added: {ParameterWords.Summary(p.Settings, media)}"));
                continue;
            }
            if (former.Label != p.Label) differences.Add(new(DifferenceKind.Changed, "processor", place, $"label from {Label(former)} to {Label(p)}"));
            foreach (var change in SettingsDifference.Between(former.Settings, p.Settings, media)) differences.Add(new(DifferenceKind.Changed, "parameter", place, change));
        }
        var kept = old.Where(p => pairs.Any(x => x.Old == p)).ToArray();
        if (!pairs.Select(x => x.Old).SequenceEqual(kept))
            differences.Add(new(DifferenceKind.Moved, "processor", $"chain {where}", $"order from {string.Join(", ", kept.Select(p => Called(a, p)))} to {string.Join(", ", pairs.Select(x => Called(b, x.New)))}"));
    }

    private static void Markers(SessionContent a, SessionContent b, List<Difference> differences)
    {
        foreach (var m in a.Markers.Where(m => b.Markers.All(n => n.Name != m.Name))) differences.Add(new(DifferenceKind.Removed, "marker", $"marker \"{m.Name}\"", $"removed from {EventWords.Time(m.At)}"));
        foreach (var m in b.Markers)
        {
            var old = a.Markers.FirstOrDefault(n => n.Name == m.Name);
            if (old is null) differences.Add(new(DifferenceKind.Added, "marker", $"marker \"{m.Name}\"", $"added at {EventWords.Time(m.At)}"));
            else if (old.At != m.At) differences.Add(new(DifferenceKind.Moved, "marker", $"marker \"{m.Name}\"", $"from {EventWords.Time(old.At)} to {EventWords.Time(m.At)}"));
        }
    }

    /// <summary>In the order of the new ones: first those of one id and kind, then what is left in order of one kind.</summary>
    private static List<(T Old, T New)> Pairs<T>(IReadOnlyList<T> old, IReadOnlyList<T> now, Func<T, string> id, Func<T, string> kind) where T : class
    {
        var left = old.ToList();
        var found = new Dictionary<T, T>(ReferenceEqualityComparer.Instance);
        bool Take(T item, Predicate<T> isOne)
        {
            if (left.FindIndex(isOne) is not (>= 0 and var at)) return false;
            found.Add(item, left[at]);
            left.RemoveAt(at);
            return true;
        }
        // A track keeps its id when it is renamed, a processor its kind for ever.
        foreach (var item in now) Take(item, o => id(o) == id(item) && (item is SessionTrack || kind(o) == kind(item)));
        foreach (var item in now.Where(i => !found.ContainsKey(i))) Take(item, o => now.All(n => id(n) != id(o)) && kind(o) == kind(item));
        return [.. now.Where(found.ContainsKey).Select(n => (found[n], n))];
    }

    private static string Called(SessionContent content, ProcessorInstance p) => content.Find(p.Id) is { } place ? ProcessorNames.Unique(content, place) : p.Settings.Processor;

    private static string Name(SessionTrack track) => $"track \"{track.Name}\"";

    private static string Names(IReadOnlyList<SessionTrack> tracks) => string.Join(", ", tracks.Select(t => $"\"{t.Name}\""));

    private static string Label(ProcessorInstance p) => p.Label is { } label ? $"\"{label}\"" : "none";

    private static string Target(Lufs? target) => target is { } t ? Wording.Say($"{t.Value:0.0##} LUFS") : "none";
}
