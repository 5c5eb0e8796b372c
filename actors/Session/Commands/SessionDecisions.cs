using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Commands;

/// <summary>
/// What a command comes to in a state. Pure: the same state, command and ids give the same decision, and every event of an accepted one
/// folds onto the state.
/// </summary>
/// <param name="newId">A short id that was not given before: lower-case hexadecimal. Asked again while it is in use.</param>
public sealed partial class SessionDecisions(Func<string> newId)
{
    /// <summary>What renders are dithered with unless another seed is chosen; that of single renders.</summary>
    public const ulong UsualDitherSeed = 0x4E54_5354_5544_494F;

    /// <summary>A new session.</summary>
    public static SessionDecision Create(SessionId id, string name, ulong ditherSeed = UsualDitherSeed) => Deciding(() =>
    {
        RequireName(name, $"session \"{name}\"");
        return [new SessionCreated(id, name, ditherSeed)];
    });

    /// <summary>A new session that begins as another one is.</summary>
    /// <param name="origin">The other one at the point to begin from.</param>
    /// <param name="latest">The other one as it is: its media may have been found at another place since.</param>
    public static SessionDecision Fork(SessionState origin, SessionState latest, SessionId id, string name) => Deciding(() =>
    {
        RequireSession(origin);
        RequireName(name, $"session \"{name}\"");
        var used = SessionMedia.InUse(origin).Where(origin.Media.ContainsKey).Order(StringComparer.Ordinal).Select(h => latest.Media.GetValueOrDefault(h, origin.Media[h]));
        return [new SessionForked(id, origin.Id, origin.Content.Name, origin.Sequence, origin.DitherSeed, origin.Content with { Name = name }, [.. used])];
    });

    public SessionDecision Decide(SessionState state, SessionCommand command) => Deciding(() =>
    {
        RequireSession(state);
        return command switch
        {
            RenameSession c => Rename(state, c),
            ImportTrack c => Import(state, c),
            ReplaceTrack c => Replace(state, c),
            RelinkTrack c => Relink(state, c),
            RelinkMedium c => Relink(state, c),
            RemoveTrack c => [new TrackRemoved(References.Track(state.Content, c.Track).Id)],
            RenameTrack c => Rename(state, c),
            MoveTrack c => Move(state, c),
            InsertProcessor c => Insert(state, c),
            MoveProcessor c => Move(state, c),
            RemoveProcessor c => [new ProcessorRemoved(References.Processor(state.Content, c.Processor).Processor.Id)],
            LabelProcessor c => Label(state, c),
            SetParameters c => Set(state, c),
            ApplyPreset c => Apply(state, c),
            ApplyMatch c => Apply(state, c),
            SetMarker c => Set(state, c),
            RemoveMarker c => Remove(state, c),
            SetLoudnessTarget c => Set(state, c),
            RecordRender c => Record(state, c),
            RecordPlay c => Record(state, c),
            Contracts.Sessions.Undo => Undo(state),
            Contracts.Sessions.Redo => Redo(state),
            _ => throw new ArgumentException($"{command.GetType().Name} is not a command of a session.", nameof(command)),
        };
    });

    private static SessionDecision Deciding(Func<IReadOnlyList<SessionEvent>> decide)
    {
        try
        {
            return new Accepted(decide());
        }
        catch (RefusedException e)
        {
            return new Refused(e.Refusal);
        }
        catch (AssignmentException e)
        {
            return new Refused(new RefusedException(CodeOf(e.Fault), e.Where, e.Message, e.Advice).Refusal);
        }
    }

    private static RefusalCode CodeOf(AssignmentFault fault) => fault switch
    {
        AssignmentFault.NoSuchProcessor => RefusalCode.NoSuchProcessor,
        AssignmentFault.NoSuchParameter => RefusalCode.NoSuchParameter,
        AssignmentFault.NoSuchPlace => RefusalCode.NoSuchPlace,
        _ => RefusalCode.BadValue,
    };

    private static SessionEvent[] Undo(SessionState state) => state.Undo.IsEmpty
        ? throw new RefusedException(RefusalCode.NothingToUndo, Name(state), "there is nothing to undo", "Renders, relinks and what was played are facts and stay; fork from an earlier event to go back further.")
        : [new Undone(state.Undo.Latest.Edit)];

    private static SessionEvent[] Redo(SessionState state) => state.Redo.IsEmpty
        ? throw new RefusedException(RefusalCode.NothingToRedo, Name(state), "there is nothing to redo", "Only what undo took back can be redone, until the next edit.")
        : [new Redone(state.Redo.Latest.Edit)];

    private static SessionEvent[] Rename(SessionState state, RenameSession c)
    {
        RequireName(c.Name, $"session \"{c.Name}\"");
        return c.Name == state.Content.Name ? [] : [new SessionRenamed(c.Name)];
    }

    private static SessionEvent[] Record(SessionState state, RecordRender c) =>
        c.Render.OfSequence >= 1 && c.Render.OfSequence <= state.Sequence
            ? [new RenderCompleted(c.Render)]
            : throw new RefusedException(RefusalCode.NoSuchEvent, Name(state), FormattableString.Invariant($"the render is of event {c.Render.OfSequence}, and there are {state.Sequence}"), "Render a state of this session.");

    private static SessionEvent[] Record(SessionState state, RecordPlay c)
    {
        if (c.Facts.Count > RecordPlay.MostFacts)
            throw new RefusedException(RefusalCode.Full, Name(state), FormattableString.Invariant($"{c.Facts.Count} facts about playing are too many at once"), FormattableString.Invariant($"Send at most {RecordPlay.MostFacts}."));
        foreach (var fact in c.Facts)
            if (fact is EntryPlayed played && !(played.From.Value >= 0 && played.To.Value >= played.From.Value))
                throw new RefusedException(RefusalCode.BadValue, Name(state), FormattableString.Invariant($"what was played ends at {played.To.Value} s and begins at {played.From.Value} s"), "A stretch begins at 0 or later and ends behind its beginning.");
        return [.. c.Facts];
    }

    private static void RequireSession(SessionState state)
    {
        if (!state.Exists) throw new RefusedException(RefusalCode.NoSession, "session", "there is no such session", "Begin one with: nt session new NAME.");
    }

    private static void RequireName(string name, string where)
    {
        if (!ContentRules.IsName(name))
            throw new RefusedException(RefusalCode.BadName, where, "it is not a name", FormattableString.Invariant($"A name has 1 to {ContentRules.MostNameLength} characters, no control characters, and no space at its ends."));
    }

    private static string Name(SessionState state) => $"session \"{state.Content.Name}\"";

    private string NewId(Func<string, bool> isTaken)
    {
        string id;
        do id = newId(); while (isTaken(id));
        return id;
    }
}
