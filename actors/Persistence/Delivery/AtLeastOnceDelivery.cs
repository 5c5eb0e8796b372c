using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Serialization;

namespace NTWorkstation.Persistence.Delivery;

/// <summary>
/// The deliveries of one persistent actor. They are not stored themselves: the actor delivers and confirms in the handlers of its events, so
/// that a replay leads to the same deliveries under the same ids; those that are then unconfirmed are sent when it has recovered. In the
/// actor's turns only.
/// </summary>
internal sealed class AtLeastOnceDelivery(
    Func<string> persistenceId, AtLeastOnceDeliverySettings settings, IActorContext context, SerializerRegistry serialization, Func<string, IActorRef?> resolve)
{
    private readonly SortedDictionary<long, Delivery> _unconfirmed = [];
    private readonly Dictionary<string, IActorRef> _known = [];
    private long _lastId;

    /// <summary>What the periodic timer brings.</summary>
    public sealed class RedeliveryTick : INotInfluenceReceiveTimeout
    {
        private RedeliveryTick()
        {
        }

        public static RedeliveryTick Instance { get; } = new();
    }

    public int UnconfirmedCount => _unconfirmed.Count;

    public IActorRef? Known(string destination) => _known.GetValueOrDefault(destination);

    public void Deliver(IActorRef destination, Func<long, object> message, bool isRecovering)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var path = destination.Path.ToString();
        _known[path] = destination;
        Deliver(path, message, isRecovering);
    }

    public void Deliver(string destination, Func<long, object> message, bool isRecovering)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentNullException.ThrowIfNull(message);
        // What was accepted once is recovered, whatever the bound is now.
        if (!isRecovering && _unconfirmed.Count >= settings.MaxUnconfirmedMessages)
            throw new MaxUnconfirmedMessagesExceededException(persistenceId(), settings.MaxUnconfirmedMessages);
        var id = _lastId + 1;
        var delivery = new Delivery(id, destination, message(id));
        _lastId = id;
        _unconfirmed.Add(id, delivery);
        if (!isRecovering) Send(delivery);
    }

    public bool Confirm(long deliveryId) => _unconfirmed.Remove(deliveryId);

    /// <summary>Sends what is unconfirmed, and from now on what stays so.</summary>
    public void Start()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.RedeliverInterval, TimeSpan.Zero);
        RedeliverOverdue();
        context.Timers.StartPeriodicTimer(typeof(RedeliveryTick), RedeliveryTick.Instance, settings.RedeliverInterval / 2);
    }

    public void RedeliverOverdue()
    {
        var time = context.System.TimeProvider;
        List<UnconfirmedDelivery>? warned = null;
        var left = settings.RedeliveryBurstLimit;
        foreach (var delivery in _unconfirmed.Values)
        {
            if (delivery.Attempts > 0 && time.GetElapsedTime(delivery.SentAt) < settings.RedeliverInterval) continue;
            if (left-- == 0) break;
            if (delivery.Attempts == settings.WarnAfterNumberOfUnconfirmedAttempts)
                (warned ??= []).Add(new UnconfirmedDelivery(delivery.Id, delivery.Destination, delivery.Message));
            Send(delivery);
        }
        if (warned is not null) context.Self.Tell(new UnconfirmedWarning(warned), context.Self);
    }

    public AtLeastOnceDeliverySnapshot Snapshot() => new(_lastId, [.. _unconfirmed.Values.Select(d =>
    {
        var value = serialization.Serialize(d.Message);
        return new StoredDelivery(d.Id, d.Destination, value.SerializerId, value.Manifest, value.Bytes);
    })]);

    public void Restore(AtLeastOnceDeliverySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _lastId = snapshot.CurrentDeliveryId;
        _unconfirmed.Clear();
        foreach (var stored in snapshot.UnconfirmedDeliveries)
            _unconfirmed.Add(stored.DeliveryId, new Delivery(
                stored.DeliveryId, stored.Destination, serialization.Deserialize(stored.SerializerId, stored.Manifest, stored.Payload)));
    }

    // A destination that is not there is an attempt like one that does not answer.
    private void Send(Delivery delivery)
    {
        delivery.Attempts++;
        delivery.SentAt = context.System.TimeProvider.GetTimestamp();
        resolve(delivery.Destination)?.Tell(delivery.Message, context.Self);
    }

    private sealed class Delivery(long id, string destination, object message)
    {
        public long Id => id;

        public string Destination => destination;

        public object Message => message;

        /// <summary>0 where it was not sent in this life.</summary>
        public int Attempts { get; set; }

        public long SentAt { get; set; }
    }
}
