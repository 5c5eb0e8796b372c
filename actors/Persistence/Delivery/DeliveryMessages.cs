namespace NTWorkstation.Persistence.Delivery;

/// <summary>A delivery that waits for its confirmation.</summary>
public sealed record UnconfirmedDelivery(long DeliveryId, string Destination, object Message);

/// <summary>Received as a command when deliveries were attempted as often as the settings say; they are repeated all the same.</summary>
public sealed record UnconfirmedWarning(IReadOnlyList<UnconfirmedDelivery> UnconfirmedDeliveries);

/// <summary>The state of an actor's deliveries, for its snapshot: plain values, the messages as their serializer wrote them.</summary>
/// <param name="CurrentDeliveryId">The last one given.</param>
public sealed record AtLeastOnceDeliverySnapshot(long CurrentDeliveryId, IReadOnlyList<StoredDelivery> UnconfirmedDeliveries);

/// <summary>One unconfirmed delivery within a snapshot.</summary>
public sealed record StoredDelivery(long DeliveryId, string Destination, int SerializerId, string Manifest, byte[] Payload);

/// <summary>More deliveries would be unconfirmed than the settings allow. Nothing was sent; try again when some are confirmed.</summary>
public sealed class MaxUnconfirmedMessagesExceededException : Exception
{
    internal MaxUnconfirmedMessagesExceededException(string persistenceId, int most)
        : base($"'{persistenceId}' has {most} unconfirmed deliveries and sends no more until some are confirmed.")
    {
    }
}
