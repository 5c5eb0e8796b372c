using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;

namespace NTWorkstation.Persistence.Delivery;

/// <summary>
/// As <see cref="AtLeastOnceDeliveryActor"/>, with handlers declared by type. Call Deliver and ConfirmDelivery in the
/// handlers of events, when they are persisted and when they are recovered alike: replayed, they lead to the same ids. The receiver gets a
/// message at least once, perhaps again and out of order; it answers with the id, and folds a command once (<see cref="ProcessedCommands"/>).
/// </summary>
public abstract class AtLeastOnceDeliveryReceiveActor : ReceivePersistentActor
{
    private readonly AtLeastOnceDelivery _delivery;

    /// <param name="persistence">What its Props pass on.</param>
    /// <param name="settings">Null for the defaults.</param>
    protected AtLeastOnceDeliveryReceiveActor(PersistenceExtension persistence, AtLeastOnceDeliverySettings? settings = null)
        : base(persistence) => _delivery = new AtLeastOnceDelivery(
            () => PersistenceId, settings ?? AtLeastOnceDeliverySettings.Default, Context, Persistence.Serialization, ResolveDestination);

    /// <summary>Deliveries that wait for their confirmation.</summary>
    public int UnconfirmedCount => _delivery.UnconfirmedCount;

    /// <summary>Sends a message and repeats it until it is confirmed. While the actor recovers it is noted, and sent at the end if it is not confirmed by then.</summary>
    /// <param name="message">Makes the message of its delivery id, which the receiver confirms.</param>
    /// <exception cref="MaxUnconfirmedMessagesExceededException">Too many are unconfirmed.</exception>
    protected void Deliver(IActorRef destination, Func<long, object> message) => _delivery.Deliver(destination, message, IsRecovering);

    /// <summary>As above, to whom <see cref="ResolveDestination"/> finds under a name at each attempt.</summary>
    /// <exception cref="MaxUnconfirmedMessagesExceededException">Too many are unconfirmed.</exception>
    protected void Deliver(string destination, Func<long, object> message) => _delivery.Deliver(destination, message, IsRecovering);

    /// <summary>The message has arrived. False where it was confirmed before.</summary>
    protected bool ConfirmDelivery(long deliveryId) => _delivery.Confirm(deliveryId);

    /// <summary>What a snapshot of this actor must hold of its deliveries.</summary>
    protected AtLeastOnceDeliverySnapshot GetDeliverySnapshot() => _delivery.Snapshot();

    /// <summary>Takes up the deliveries of a snapshot that was offered.</summary>
    protected void SetDeliverySnapshot(AtLeastOnceDeliverySnapshot snapshot) => _delivery.Restore(snapshot);

    /// <summary>Who is meant by a destination's name. By default a reference that this incarnation delivered to, by its path; null where there is none.</summary>
    protected virtual IActorRef? ResolveDestination(string destination) => _delivery.Known(destination);

    /// <inheritdoc/>
    protected override void OnReplaySuccess()
    {
        base.OnReplaySuccess();
        _delivery.Start();
    }

    /// <inheritdoc/>
    protected internal override bool AroundReceive(Receive receive, object message)
    {
        if (message is not AtLeastOnceDelivery.RedeliveryTick) return base.AroundReceive(receive, message);
        // Also while events are persisted: it touches no state that they change.
        _delivery.RedeliverOverdue();
        return true;
    }
}
