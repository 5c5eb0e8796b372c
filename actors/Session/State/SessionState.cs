using System.Collections.Immutable;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>
/// A session as its events made it. Immutable, and parts that did not change are shared, so that the steps of undo cost what changed.
/// </summary>
public sealed record SessionState
{
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
    /// <summary>The latest edit last; each with the content before it. Edits older than these stand in the journal and can be forked from.</summary>
    public UndoStack Undo { get; init; } = UndoStack.Empty;
    /// <summary>The edit that was taken back last stands last; each with the content after it.</summary>
    public UndoStack Redo { get; init; } = UndoStack.Empty;
    /// <summary>In the order in which they were made.</summary>
    public ImmutableList<RenderRecord> Renders { get; init; } = [];

    public bool Exists => Sequence > 0;
}

/// <summary>The session and the event that a fork began from.</summary>
public sealed record SessionOrigin(SessionId Session, string Name, long Sequence);
