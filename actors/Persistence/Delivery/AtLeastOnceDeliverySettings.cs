namespace NTWorkstation.Persistence.Delivery;

/// <summary>How persistently deliveries are repeated. Immutable.</summary>
public sealed record AtLeastOnceDeliverySettings
{
    public static AtLeastOnceDeliverySettings Default { get; } = new();

    /// <summary>A delivery that is not confirmed for so long is sent again; more than 0. Looked for twice in that time.</summary>
    public TimeSpan RedeliverInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most deliveries that are sent again at a time, from 1.</summary>
    public int RedeliveryBurstLimit { get; init; } = 10_000;

    /// <summary>After so many attempts the actor receives <see cref="UnconfirmedWarning"/>, from 1.</summary>
    public int WarnAfterNumberOfUnconfirmedAttempts { get; init; } = 5;

    /// <summary>Most deliveries that may be unconfirmed, from 1; Deliver throws beyond.</summary>
    public int MaxUnconfirmedMessages { get; init; } = 100_000;
}
