using System.Collections.Immutable;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>State to snapshot and back, exactly: equal states give equal bytes, and folding goes on from either alike.</summary>
public static class Snapshots
{
    public static byte[] Write(SessionState state) => SessionSnapshotJson.Write(Of(state));

    /// <exception cref="CorruptSessionException">The payload is not a snapshot of a session.</exception>
    public static SessionState Read(string manifest, ReadOnlySpan<byte> payload)
    {
        try
        {
            return Restore(SessionSnapshotJson.Read(manifest, payload));
        }
        catch (ContractException e)
        {
            throw new CorruptSessionException("(unknown)", 0, e.Message.TrimEnd('.'), e);
        }
    }

    public static SessionSnapshot Of(SessionState state)
    {
        var tables = new SnapshotTables();
        var content = tables.Add(state.Content);
        var undo = state.Undo.Select(s => new SnapshotStep(s.Edit, tables.Add(s.Content))).ToArray();
        var redo = state.Redo.Select(s => new SnapshotStep(s.Edit, tables.Add(s.Content))).ToArray();
        return new()
        {
            Sequence = state.Sequence, Session = state.Id, DitherSeed = state.DitherSeed,
            Origin = state.Origin is { } o ? new(o.Session, o.Name, o.Sequence) : null,
            Processors = tables.Processors, Chains = tables.Chains, Tracks = tables.Tracks, TrackLists = tables.TrackLists,
            Markers = tables.Markers, MarkerLists = tables.MarkerLists, Contents = tables.Contents,
            Content = content, Undo = undo, Redo = redo,
            Media = [.. state.Media.Values.OrderBy(m => m.ContentHash, StringComparer.Ordinal)],
            Renders = state.Renders,
        };
    }

    /// <exception cref="CorruptSessionException">A table does not hold what is referred to, or the state breaks a session's rules.</exception>
    public static SessionState Restore(SessionSnapshot s)
    {
        try
        {
            var chains = s.Chains.Select(c => Pick(c, s.Processors)).ToArray();
            var tracks = s.Tracks.Select(t => new SessionTrack(t.Id, t.Name, t.Media, At(chains, t.Chain))).ToArray();
            var trackLists = s.TrackLists.Select(l => Pick(l, tracks)).ToArray();
            var markerLists = s.MarkerLists.Select(l => Pick(l, s.Markers)).ToArray();
            var contents = s.Contents.Select(c => new SessionContent
            {
                Name = c.Name, Tracks = At(trackLists, c.Tracks), Master = At(chains, c.Master), Markers = At(markerLists, c.Markers), Loudness = c.Loudness,
            }).ToArray();
            var media = s.Media.ToImmutableDictionary(m => m.ContentHash, StringComparer.Ordinal);
            foreach (var content in contents) ContentRules.Require(content, media);
            if (s.Sequence < 1 || s.Undo.Count > UndoStack.Most || s.Redo.Count > UndoStack.Most || s.Undo.Concat(s.Redo).Any(u => u.Edit < 1 || u.Edit > s.Sequence))
                throw new UnfitEventException("its steps of undo are not of its events");
            return new()
            {
                Sequence = s.Sequence, Id = s.Session, DitherSeed = s.DitherSeed,
                Origin = s.Origin is { } o ? new(o.Session, o.Name, o.Sequence) : null,
                Content = At(contents, s.Content), Media = media,
                Undo = Steps(s.Undo, contents),
                Redo = Steps(s.Redo, contents),
                Renders = [.. s.Renders],
            };
        }
        catch (Exception cause) when (cause is UnfitEventException or ArgumentException)
        {
            throw new CorruptSessionException(s.Session.Value, 0, cause.Message.TrimEnd('.'), cause);
        }
    }

    private static UndoStack Steps(IReadOnlyList<SnapshotStep> steps, IReadOnlyList<SessionContent> contents) =>
        steps.Aggregate(UndoStack.Empty, (all, step) => all.Add(new(step.Edit, At(contents, step.Content))));

    private static T[] Pick<T>(IReadOnlyList<int> places, IReadOnlyList<T> table) => [.. places.Select(p => At(table, p))];

    private static T At<T>(IReadOnlyList<T> table, int place) =>
        place >= 0 && place < table.Count ? table[place] : throw new UnfitEventException(FormattableString.Invariant($"it refers to place {place} of a table of {table.Count}"));
}
