using System.Collections.Immutable;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>
/// State is a fold of events. Total: an event either fits the state or is a typed error, and the same events give the same state wherever
/// and whenever they are folded.
/// </summary>
public static class SessionFold
{
    /// <exception cref="CorruptSessionException">The events are not one session's history.</exception>
    public static SessionState Replay(IEnumerable<RecordedEvent> events) => Replay(SessionState.None, events);

    /// <param name="state">Of the events before these: a snapshot.</param>
    /// <exception cref="CorruptSessionException">The events do not follow this state.</exception>
    public static SessionState Replay(SessionState state, IEnumerable<RecordedEvent> events)
    {
        foreach (var e in events) state = Apply(state, e.Sequence, e.Event);
        return state;
    }

    /// <param name="sequence">Of the event: one more than the state's.</param>
    /// <exception cref="CorruptSessionException">The event does not fit the state.</exception>
    public static SessionState Apply(SessionState state, long sequence, SessionEvent e)
    {
        try
        {
            if (sequence != state.Sequence + 1) throw new UnfitEventException(FormattableString.Invariant($"event {state.Sequence + 1} should follow"));
            if (state.Exists == e is SessionCreated or SessionForked)
                throw new UnfitEventException(state.Exists ? "the session begins a second time" : "it comes before the session begins");
            return Fold(state, e) with { Sequence = sequence };
        }
        catch (Exception cause) when (cause is UnfitEventException or ContractException)
        {
            throw new CorruptSessionException(state.Exists ? state.Id.Value : "(not begun)", sequence, cause.Message.TrimEnd('.'), cause);
        }
    }

    private static SessionState Fold(SessionState state, SessionEvent e) => e switch
    {
        SessionCreated created => new() { Id = created.Session, DitherSeed = created.DitherSeed, Content = new() { Name = created.Name } },
        SessionForked forked => Begin(forked),
        SessionEdit edit => Edit(state, edit),
        TrackRelinked relinked => Relink(state, relinked.ContentHash, relinked.Path),
        MediumRelinked relinked => Relink(state, relinked.ContentHash, relinked.Path),
        MediumAdded added => state with { Media = state.Media.SetItem(added.Media.ContentHash, added.Media) },
        RenderCompleted made when made.Render.OfSequence >= 1 && made.Render.OfSequence <= state.Sequence => state with { Renders = state.Renders.Add(made.Render) },
        RenderCompleted made => throw new UnfitEventException(FormattableString.Invariant($"it is a render of event {made.Render.OfSequence}, which was not there")),
        // What was played changes nothing of what there is to play.
        PlayFact => state,
        Undone undone => Undo(state, undone),
        Redone redone => Redo(state, redone),
        _ => throw new UnfitEventException($"{e.GetType().Name} is not an event of a session"),
    };

    private static SessionState Begin(SessionForked forked)
    {
        if (forked.Media.DistinctBy(m => m.ContentHash).Count() != forked.Media.Count) throw new UnfitEventException("it names one medium twice");
        var media = forked.Media.ToImmutableDictionary(m => m.ContentHash, StringComparer.Ordinal);
        ContentRules.Require(forked.Content, media);
        return new()
        {
            Id = forked.Session, DitherSeed = forked.DitherSeed, Content = forked.Content, Media = media,
            Origin = new(forked.Origin, forked.OriginName, forked.OriginSequence),
        };
    }

    private static SessionState Edit(SessionState state, SessionEdit edit)
    {
        var content = ContentFold.Apply(state.Content, edit);
        var media = edit switch { TrackImported imported => imported.Media, TrackReplaced replaced => replaced.Media, _ => null };
        return state with
        {
            Content = content,
            Media = media is null ? state.Media : state.Media.SetItem(media.ContentHash, media),
            Undo = state.Undo.Add(new(state.Sequence + 1, state.Content)),
            Redo = UndoStack.Empty,
        };
    }

    private static SessionState Relink(SessionState state, string contentHash, string path) =>
        state.Media.TryGetValue(contentHash, out var media)
            ? state with { Media = state.Media.SetItem(contentHash, media with { Path = path }) }
            : throw new UnfitEventException("it relinks a medium that the session never had");

    private static SessionState Undo(SessionState state, Undone undone)
    {
        if (state.Undo.IsEmpty || state.Undo.Latest is not { } step || step.Edit != undone.Edit)
            throw new UnfitEventException(FormattableString.Invariant($"event {undone.Edit} is not the edit that would be taken back"));
        return state with { Content = step.Content, Undo = state.Undo.Remove(), Redo = state.Redo.Add(new(step.Edit, state.Content)) };
    }

    private static SessionState Redo(SessionState state, Redone redone)
    {
        if (state.Redo.IsEmpty || state.Redo.Latest is not { } step || step.Edit != redone.Edit)
            throw new UnfitEventException(FormattableString.Invariant($"event {redone.Edit} is not the edit that was taken back last"));
        return state with { Content = step.Content, Redo = state.Redo.Remove(), Undo = state.Undo.Add(new(step.Edit, state.Content)) };
    }
}

/// <summary>Why an event does not fit; becomes a <see cref="CorruptSessionException"/> where its place is known.</summary>
internal sealed class UnfitEventException(string reason) : Exception(reason);
