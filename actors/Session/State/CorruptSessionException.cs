using System.Globalization;

namespace NTWorkstation.Session.State;

/// <summary>A journal or a snapshot that does not hold one session's history: an event does not fit the state that those before it made.</summary>
public sealed class CorruptSessionException : FormatException
{
    /// <param name="sequence">Of the event that does not fit; 0 for a snapshot.</param>
    public CorruptSessionException(string session, long sequence, string reason, Exception? inner = null)
        : base(
            sequence > 0
                ? $"The session {session} cannot be read past event {(sequence - 1).ToString(CultureInfo.InvariantCulture)}: event {sequence.ToString(CultureInfo.InvariantCulture)} does not fit, for {reason}. "
                    + $"Replay it up to event {(sequence - 1).ToString(CultureInfo.InvariantCulture)}, or import an archive of it."
                : $"The snapshot of the session {session} cannot be used, for {reason}. Delete the snapshot: the events give the same state.",
            inner) => (Session, Sequence, Reason) = (session, sequence, reason);

    public string Session { get; }
    public long Sequence { get; }
    public string Reason { get; }
}
