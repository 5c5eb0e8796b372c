using System.Globalization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Session.Commands;

/// <summary>What a person calls tracks and processors by.</summary>
internal static class References
{
    public const string Master = "master";

    /// <summary>By name, by its place as it is shown, from 0, or by the beginning of the id.</summary>
    /// <exception cref="RefusedException">There is none, or more than one.</exception>
    public static SessionTrack Track(SessionContent content, string text)
    {
        var named = content.Tracks.Where(t => t.Name == text).ToArray();
        if (named.Length == 0) named = [.. content.Tracks.Where(t => string.Equals(t.Name, text, StringComparison.OrdinalIgnoreCase))];
        if (named.Length == 0 && IsPlace(text, out var place) && place < content.Tracks.Count) return content.Tracks[place];
        if (named.Length == 0 && text.Length > 0) named = [.. content.Tracks.Where(t => t.Id.Value.StartsWith(text, StringComparison.Ordinal))];
        if (named.Length == 1) return named[0];
        if (named.Length > 1)
            throw new RefusedException(RefusalCode.Ambiguous, $"track \"{text}\"", "more than one track is meant", $"Name one by its id: {string.Join(", ", named.Select(t => $"{t.Id} ({t.Name})"))}.");
        var meant = Spelling.Closest(text, content.Tracks.Select(t => t.Name)) is { } name ? $"Did you mean \"{name}\"?" : Known(content.Tracks.Select(t => $"\"{t.Name}\""), "track");
        throw new RefusedException(RefusalCode.NoSuchTrack, $"track \"{text}\"", "there is no such track", meant);
    }

    /// <summary>Null for the master.</summary>
    /// <exception cref="RefusedException">There is no such track, or more than one.</exception>
    public static TrackId? Place(SessionContent content, string? text) => text is null or Master ? null : Track(content, text).Id;

    /// <summary>"eq", "eq#2", "bass/eq", a label, its place in its chain ("bass/0", and "0" where only one chain has it), the beginning of an id.</summary>
    /// <exception cref="RefusedException">There is none, or more than one.</exception>
    public static ProcessorPlace Processor(SessionContent content, string text)
    {
        var (name, among) = (text, content.Processors());
        if (text.LastIndexOf('/') is >= 0 and var slash)
        {
            var track = Place(content, text[..slash]);
            (name, among) = (text[(slash + 1)..], among.Where(p => p.Track == track));
        }
        var places = among.ToArray();
        var ordinal = 0;
        var hash = name.LastIndexOf('#');
        if (hash > 0 && int.TryParse(name.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ordinal)) name = name[..hash];
        var found = places.Where(p => IsCalled(p.Processor, name)).ToArray();
        if (ordinal > 0) found = ordinal <= found.Length ? [found[ordinal - 1]] : [];
        else if (found.Length == 0 && IsPlace(name, out var index) && places.Any(p => p.Index == index)) found = [.. places.Where(p => p.Index == index)];
        else if (found.Length == 0 && name.Length > 0) found = [.. places.Where(p => p.Processor.Id.Value.StartsWith(name, StringComparison.Ordinal))];
        if (found.Length == 1) return found[0];
        if (found.Length > 1)
            throw new RefusedException(
                RefusalCode.Ambiguous, $"processor \"{text}\"", "more than one processor is meant",
                $"Name one: {string.Join(", ", found.Select(p => $"{ProcessorNames.Unique(content, p)} ({p.Processor.Id}, {ProcessorNames.Where(content, p.Track)})"))}.");
        var known = places.SelectMany(p => new[] { p.Processor.Settings.Processor, p.Processor.Label }).OfType<string>().Distinct().ToArray();
        var meant = Spelling.Closest(name, known) is { } near && near != name ? $"Did you mean \"{near}\"?" : Known(places.Select(p => ProcessorNames.Unique(content, p)), "processor");
        throw new RefusedException(RefusalCode.NoSuchProcessor, $"processor \"{text}\"", "there is no such processor", meant);
    }

    // As it is shown: what begins with a further 0, or is longer than any place, is the beginning of an id.
    private static bool IsPlace(string text, out int place) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out place) && place < ContentRules.MostTracks && text == place.ToString(CultureInfo.InvariantCulture);

    private static bool IsCalled(ProcessorInstance p, string name) =>
        p.Settings.Processor == name || p.Id.Value == name || string.Equals(p.Label, name, StringComparison.OrdinalIgnoreCase);

    private static string Known(IEnumerable<string> names, string what)
    {
        var list = names.Take(13).ToArray();
        return list.Length == 0 ? $"There is no {what} yet." : $"There {(list.Length == 1 ? "is" : "are")}: {string.Join(", ", list.Take(12))}{(list.Length > 12 ? " …" : "")}.";
    }
}
