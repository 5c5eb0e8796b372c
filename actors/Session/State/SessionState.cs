using System.Collections.Immutable;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>
/// A session as its events made it. Immutable, and parts that did not change are shared, so that the steps of undo cost what changed.
/// </summary>
public sealed record SessionState
{
    /// <summary>Edits that can be taken back; older ones stand in the journal and can be forked from.</summary>
    public const int MostUndo = 1000;

    /// <summary>Before the first event.</summary>
    public static readonly SessionState None = new();

    /// <summary>Of the last event; 0 before the first.</summary>
    public long Sequence { get; init; }
    public SessionId Id { get; init; }
    public ulong DitherSeed { get; init; }
    /// <summary>Where it was forked; null where it was begun anew.</summary>
    public SessionOrigin? Origin { get; init; }
    public SessionContent Content { get; init; } = new() { Name = "" };
    /// <summary>Every medium that was ever used, by content hash.</summary>
    public ImmutableDictionary<string, MediaReference> Media { get; init; } = ImmutableDictionary.Create<string, MediaReference>(StringComparer.Ordinal);
    /// <summary>The latest edit last; each with the content before it.</summary>
    public ImmutableList<UndoStep> Undo { get; init; } = [];
    /// <summary>The edit that was taken back last stands last; each with the content after it.</summary>
    public ImmutableList<UndoStep> Redo { get; init; } = [];
    /// <summary>In the order in which they were made.</summary>
    public ImmutableList<RenderRecord> Renders { get; init; } = [];

    public bool Exists => Sequence > 0;
}

/// <summary>The session and the event that a fork began from.</summary>
public sealed record SessionOrigin(SessionId Session, string Name, long Sequence);

/// <param name="Edit">Sequence number of the edit.</param>
/// <param name="Content">What holds after taking the step.</param>
public sealed record UndoStep(long Edit, SessionContent Content);
