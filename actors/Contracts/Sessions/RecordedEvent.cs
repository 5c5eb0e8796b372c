namespace NTWorkstation.Contracts.Sessions;

/// <summary>An event with its place in the journal.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">When it was written down.</param>
public sealed record RecordedEvent(long Sequence, DateTimeOffset At, SessionEvent Event);
