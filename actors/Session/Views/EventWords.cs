using System.Globalization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Views;

/// <summary>An event as a sentence: what was done, to what, and where.</summary>
public static class EventWords
{
    /// <param name="before">The state that the event met, which knows the names of what it is about.</param>
    public static string Say(SessionState before, SessionEvent e)
    {
        var content = before.Content;
        return e switch
        {
            SessionCreated x => $"began the session \"{x.Name}\"",
            SessionForked x => FormattableString.Invariant($"began the session \"{x.Content.Name}\" from \"{x.OriginName}\" ({x.Origin}) at event {x.OriginSequence}"),
            SessionRenamed x => $"renamed the session from \"{content.Name}\" to \"{x.Name}\"",
            TrackImported x => $"imported track \"{x.Name}\" from {Media(x.Media)}",
            TrackReplaced x => $"replaced the file of {Track(content, x.Track)} by {Media(x.Media)}",
            TrackRelinked x => $"found the file of {Track(content, x.Track)} at {x.Path}",
            MediumRelinked x => $"found {MediumUse.Of(before, x.ContentHash)} at {x.Path}",
            MediumAdded x => $"read {Media(x.Media)} for a processor",
            TrackRemoved x => $"removed {Track(content, x.Track)}{(content.Track(x.Track)?.Chain.Count is > 0 and var n ? $" with {Count(n, "processor")}" : "")}",
            TrackRenamed x => $"renamed {Track(content, x.Track)} to \"{x.Name}\"",
            TrackMoved x => $"moved {Track(content, x.Track)} to place {Ordinal(x.Index)}",
            ProcessorInserted x => Inserted(before, x),
            ProcessorMoved x => $"moved {Processor(content, x.Processor)} to place {Ordinal(x.Index)}{(content.Find(x.Processor)?.Track == x.Track ? "" : " " + ProcessorNames.Where(content, x.Track))}",
            ProcessorRemoved x => $"removed {Processor(content, x.Processor)}",
            ProcessorLabelled { Label: { } label } x => $"called {Processor(content, x.Processor)} \"{label}\"",
            ProcessorLabelled x => $"took the name of {Processor(content, x.Processor)} away",
            ParameterChanged x => Changed(before, x),
            ProcessorChanged x => Changed(before, x),
            PresetApplied x => $"applied preset \"{x.Preset}\" {ProcessorNames.Where(content, x.Track)}: {Chain(x.Chain)}{Loudness(x.Loudness)}",
            StyleMatched x => $"matched {References(x.References)} {ProcessorNames.Where(content, x.Track)}: {Chain(x.Chain)}{Loudness(x.Loudness)}",
            MarkerSet x when content.Markers.FirstOrDefault(m => m.Name == x.Name) is { } old => $"moved marker \"{x.Name}\" from {Time(old.At)} to {Time(x.At)}",
            MarkerSet x => $"set marker \"{x.Name}\" at {Time(x.At)}",
            MarkerRemoved x => $"removed marker \"{x.Name}\"",
            LoudnessTargetSet x => $"set the loudness target from {Target(content.Loudness)} to {Target(x.Target)}",
            Undone x => FormattableString.Invariant($"undid event {x.Edit}"),
            Redone x => FormattableString.Invariant($"redid event {x.Edit}"),
            RenderCompleted x => Rendered(x.Render),
            PlayFact x => PlayWords.Say(x, before.Media),
            _ => e.GetType().Name,
        };
    }

    /// <summary>"1:01.500"</summary>
    public static string Time(Seconds time)
    {
        var milliseconds = (long)Math.Round(time.Value * 1000);
        var (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60);
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000 % 60:00}.{milliseconds % 1000:000}");
        return hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{seconds}") : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{seconds}");
    }

    private static string Inserted(SessionState before, ProcessorInserted x)
    {
        var content = before.Content;
        var summary = ParameterWords.Summary(x.Processor.Settings, before.Media);
        return $"inserted {x.Processor.Settings.Processor}{(x.Processor.Label is { } label ? $" \"{label}\"" : "")} at place {Ordinal(x.Index)} {ProcessorNames.Where(content, x.Track)}{(summary.Length > 0 ? ": " + summary : "")}";
    }

    private static string Changed(SessionState before, ParameterChanged x)
    {
        var content = before.Content;
        if (content.Find(x.Processor) is not { } place || place.Processor.Settings.DefinitionOf(x.Parameter) is not { } definition) return $"set {x.Parameter} of {x.Processor}";
        return $"set {ProcessorNames.Unique(content, place)} {ParameterWords.Name(definition, x.Parameter)} {ParameterWords.Change(definition, x.Old, x.New, before.Media)} {ProcessorNames.Where(content, place.Track)}";
    }

    private static string Changed(SessionState before, ProcessorChanged x)
    {
        var content = before.Content;
        if (content.Find(x.Processor) is not { } place) return $"set {x.Processor}";
        var changes = SettingsDifference.Between(place.Processor.Settings, x.Settings, before.Media).ToArray();
        return $"set {ProcessorNames.Unique(content, place)} {ProcessorNames.Where(content, place.Track)}: {string.Join(", ", changes.Take(8))}{(changes.Length > 8 ? " …" : "")}";
    }

    private static string Rendered(RenderRecord r) => Wording.Say(
        $"rendered to {r.Output}, as event {r.OfSequence} left it: {r.Frames.Value / r.Rate.Hz:0.0} s at {r.Rate.Hz:0.###} Hz{(r.Loudness is { } l ? Wording.Say($", {l.Value:0.0} LUFS") : "")}, hash {r.Hash[..Math.Min(12, r.Hash.Length)]}");

    private static string Media(MediaReference m) => FormattableString.Invariant(
        $"{m.Path} ({m.Rate.Hz:0.###} Hz, {m.Channels switch { 1 => "mono", 2 => "stereo", var n => $"{n} channels" }}, {Time(m.Frames.At(m.Rate))})");

    private static string Track(SessionContent content, TrackId id) => $"track \"{content.Track(id)?.Name ?? id.Value}\"";

    private static string Processor(SessionContent content, InstanceId id) =>
        content.Find(id) is { } place ? $"{ProcessorNames.Unique(content, place)} {ProcessorNames.Where(content, place.Track)}" : id.Value;

    private static string Chain(IReadOnlyList<ProcessorInstance> chain) => chain.Count == 0 ? "nothing" : string.Join(", ", chain.Select(p => p.Settings.Processor));

    private static string References(IReadOnlyList<StyleReference> references) => string.Join(", ", references.Select(r => Path.GetFileName(r.Path)));

    private static string Loudness(Lufs? loudness) => loudness is { } l ? $"; loudness {Target(l)}" : "";

    private static string Target(Lufs? target) => target is { } t ? Wording.Say($"{t.Value:0.0##} LUFS") : "none";

    private static string Count(int n, string what) => FormattableString.Invariant($"{n} {what}{(n == 1 ? "" : "s")}");

    // Places count from 0, as they are given in commands.
    private static string Ordinal(int index) => index.ToString(CultureInfo.InvariantCulture);
}
