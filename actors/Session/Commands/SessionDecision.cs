using NTWorkstation.Session.State;

using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.Commands;

/// <summary>What a command comes to: events that are still to be kept, or a refusal that changed nothing.</summary>
public abstract record SessionDecision;

/// <param name="Events">None where all is as the command wants it already.</param>
public sealed record Accepted(IReadOnlyList<SessionEvent> Events) : SessionDecision;

public sealed record Refused(SessionRefusal Refusal) : SessionDecision;

/// <summary>Why a command is refused: the closed set that callers decide by.</summary>
public enum RefusalCode
{
    NoSession,
    NoSuchTrack,
    NoSuchProcessor,
    NoSuchParameter,
    NoSuchMarker,
    /// <summary>A name or the beginning of an id stands for more than one.</summary>
    Ambiguous,
    /// <summary>A value is not within what its parameter allows, or does not go with the others.</summary>
    BadValue,
    BadName,
    NameTaken,
    /// <summary>There is no such place in the list.</summary>
    NoSuchPlace,
    /// <summary>The session holds as much as it may.</summary>
    Full,
    /// <summary>The processor does not belong there.</summary>
    WrongPlace,
    /// <summary>Another medium than the track's.</summary>
    OtherContent,
    /// <summary>A medium whose channels the session's cannot take.</summary>
    Channels,
    NothingToUndo,
    NothingToRedo,
    NothingToRender,
    NoSuchEvent,
}

/// <summary>A refusal in words.</summary>
/// <param name="What">What is wrong: "ratio is 200; allowed is a number from 0.5 to 100".</param>
/// <param name="Where">The track, processor or parameter it is about.</param>
/// <param name="Advice">What to do.</param>
public sealed record SessionRefusal(RefusalCode Code, string What, string Where, string Advice)
{
    public string Message => $"{Where}: {What}. {Advice}";
}

/// <summary>Leaves a decision early; never leaves <see cref="SessionDecisions"/>.</summary>
internal sealed class RefusedException(RefusalCode code, string where, string what, string advice) : Exception(what)
{
    // The longest name in its quotes, and what it is a name of. What is longer is no name, and need not be repeated whole.
    private const int LongestPlace = ContentRules.MostNameLength + 60;

    public SessionRefusal Refusal { get; } = new(code, what, where.Length <= LongestPlace ? where : where[..60] + "…", advice);
}
