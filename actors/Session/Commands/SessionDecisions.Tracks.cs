using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Commands;

// Tracks, markers and the loudness target.
public sealed partial class SessionDecisions
{
    private static readonly Seconds LatestMarker = new(1_000_000);

    private SessionEvent[] Import(SessionState state, ImportTrack c)
    {
        var tracks = state.Content.Tracks;
        var where = $"file {c.Media.Path}";
        if (tracks.Count >= ContentRules.MostTracks)
            throw new RefusedException(RefusalCode.Full, where, FormattableString.Invariant($"the session has {ContentRules.MostTracks} tracks already"), "Render some to one file and import that.");
        RequireMedia(c.Media, where);
        var name = c.Name;
        if (name is null) name = Free(state.Content, NameOf(c.Media.Path));
        else RequireTrackName(state.Content, name, null);
        return [new TrackImported(new(NewId(id => tracks.Any(t => t.Id.Value == id))), name, c.Media)];
    }

    private static SessionEvent[] Replace(SessionState state, ReplaceTrack c)
    {
        var track = References.Track(state.Content, c.Track);
        RequireMedia(c.Media, $"track \"{track.Name}\"");
        return track.Media == c.Media.ContentHash ? [] : [new TrackReplaced(track.Id, c.Media)];
    }

    private static SessionEvent[] Relink(SessionState state, RelinkTrack c)
    {
        var track = References.Track(state.Content, c.Track);
        if (track.Media != c.Media.ContentHash)
            throw new RefusedException(
                RefusalCode.OtherContent, $"track \"{track.Name}\"", $"{c.Media.Path} holds something else than what was imported from {state.Media[track.Media].Path}",
                "Find the file that was imported; to play this one from now on, replace the track's file.");
        return state.Media[track.Media].Path == c.Media.Path ? [] : [new TrackRelinked(track.Id, track.Media, c.Media.Path)];
    }

    private static SessionEvent[] Relink(SessionState state, RelinkMedium c)
    {
        if (!state.Media.TryGetValue(c.ContentHash, out var medium))
            throw new RefusedException(RefusalCode.OtherContent, $"file {c.Path}", "it holds nothing that this session uses", "Find a file that was imported; to add this one, import it.");
        if (!Path.IsPathRooted(c.Path)) throw new RefusedException(RefusalCode.BadValue, $"file {c.Path}", "this is not a whole path", "Give its absolute path.");
        return medium.Path == c.Path ? [] : [new MediumRelinked(c.ContentHash, c.Path)];
    }

    private static SessionEvent[] Rename(SessionState state, RenameTrack c)
    {
        var track = References.Track(state.Content, c.Track);
        RequireTrackName(state.Content, c.Name, track.Id);
        return track.Name == c.Name ? [] : [new TrackRenamed(track.Id, c.Name)];
    }

    private static SessionEvent[] Move(SessionState state, MoveTrack c)
    {
        var tracks = state.Content.Tracks;
        var track = References.Track(state.Content, c.Track);
        if (c.Index < 0 || c.Index >= tracks.Count)
            throw new RefusedException(RefusalCode.NoSuchPlace, $"track \"{track.Name}\"", FormattableString.Invariant($"there is no place {c.Index}"), FormattableString.Invariant($"Places are 0 to {tracks.Count - 1}."));
        return tracks[c.Index].Id == track.Id ? [] : [new TrackMoved(track.Id, c.Index)];
    }

    private static SessionEvent[] Set(SessionState state, SetMarker c)
    {
        var where = $"marker \"{c.Name}\"";
        RequireName(c.Name, where);
        if (!(c.At.Value >= 0 && c.At.Value <= LatestMarker.Value))
            throw new RefusedException(RefusalCode.BadValue, where, $"it cannot stand at {c.At}", $"Give a time from 0 to {LatestMarker}.");
        var old = state.Content.Markers.FirstOrDefault(m => m.Name == c.Name);
        if (old is null && state.Content.Markers.Count >= ContentRules.MostMarkers)
            throw new RefusedException(RefusalCode.Full, where, FormattableString.Invariant($"the session has {ContentRules.MostMarkers} markers already"), "Remove one first.");
        return old?.At == c.At ? [] : [new MarkerSet(c.Name, c.At)];
    }

    private static SessionEvent[] Remove(SessionState state, RemoveMarker c)
    {
        if (state.Content.Markers.Any(m => m.Name == c.Name)) return [new MarkerRemoved(c.Name)];
        var names = state.Content.Markers.Select(m => m.Name).ToArray();
        var advice = Spelling.Closest(c.Name, names) is { } meant ? $"Did you mean \"{meant}\"?" : names.Length == 0 ? "There is no marker yet." : $"There are: {string.Join(", ", names.Take(12))}.";
        throw new RefusedException(RefusalCode.NoSuchMarker, $"marker \"{c.Name}\"", "there is no such marker", advice);
    }

    private static SessionEvent[] Set(SessionState state, SetLoudnessTarget c)
    {
        if (c.Target is { } target) RequireLoudness(target);
        return c.Target == state.Content.Loudness ? [] : [new LoudnessTargetSet(c.Target)];
    }

    private static void RequireLoudness(Lufs target)
    {
        var allowed = Audio.Chain.ProcessorCatalogue.Loudness["target_db"];
        if (!(target.Value >= allowed.Low && target.Value <= allowed.High))
            throw new RefusedException(RefusalCode.BadValue, "loudness target", $"it cannot be {target}", $"Give {allowed.Allowed}.");
    }

    private static void RequireMedia(MediaReference media, string where)
    {
        if (media.Frames.Value < 1) throw new RefusedException(RefusalCode.BadValue, where, "there is no audio in it", "Import a file with audio.");
        if (!IsHash(media.ContentHash) || media.PcmHash is { } pcm && !IsHash(pcm) || media.Channels is < 1 or > 64 || !Path.IsPathRooted(media.Path))
            throw new RefusedException(RefusalCode.BadValue, where, "what is known of the file is not whole", "Read the file again and give its absolute path, its SHA-256 and its format.");
    }

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static void RequireTrackName(SessionContent content, string name, TrackId? own)
    {
        var where = $"track \"{name}\"";
        RequireName(name, where);
        if (name == References.Master) throw new RefusedException(RefusalCode.NameTaken, where, "this names the master", "Choose another name.");
        if (content.Tracks.Any(t => t.Id != own && string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase)))
            throw new RefusedException(RefusalCode.NameTaken, where, "another track has this name", "Choose another name.");
    }

    private static string NameOf(string path)
    {
        // So that a number finds room behind it.
        const int Longest = ContentRules.MostNameLength - 8;
        var name = new string([.. Path.GetFileNameWithoutExtension(path).Where(c => !char.IsControl(c))]).Trim();
        if (name.Length > Longest) name = name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)].Trim();
        return name.Length == 0 ? "track" : name;
    }

    private static string Free(SessionContent content, string name)
    {
        bool IsTaken(string n) => n == References.Master || content.Tracks.Any(t => string.Equals(t.Name, n, StringComparison.OrdinalIgnoreCase));
        return !IsTaken(name) ? name : Enumerable.Range(2, ContentRules.MostTracks + 2).Select(i => FormattableString.Invariant($"{name} {i}")).First(n => !IsTaken(n));
    }
}
