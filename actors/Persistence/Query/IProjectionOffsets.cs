namespace NTWorkstation.Persistence.Query;

/// <summary>
/// How far each projection has come. The offset is committed durably, in its own transaction: a projection whose handler commits elsewhere
/// sees an event again after a failure between the two (at least once). Exactly once needs a handler that stores the offset with its effect,
/// or one that knows an ordering it has seen.
/// </summary>
public interface IProjectionOffsets
{
    /// <summary>The ordering of the last event that was handled; 0 for a projection that has not begun.</summary>
    Task<long> ReadAsync(string projection, CancellationToken cancellationToken = default);

    /// <summary>Moves the offset forward, durably. A lower ordering than the stored one changes nothing: two runs never set each other back.</summary>
    Task SaveAsync(string projection, long ordering, CancellationToken cancellationToken = default);

    /// <summary>Lets the projection begin anew.</summary>
    Task ResetAsync(string projection, CancellationToken cancellationToken = default);
}
