using System.Collections.Concurrent;
using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Event;

/// <summary>
/// Publishes events to the actors that subscribed to their type, a base type or an interface of it. Each subscriber receives an event once.
/// An ended subscriber is forgotten: when something is
/// published that it subscribed to, or when subscriptions have doubled. Thread-safe.
/// </summary>
public sealed class EventStream
{
    private const int FewestSwept = 64;
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, HashSet<IActorRef>> _subscriptions = [];
    private int _count;
    private int _sweepAt = FewestSwept;
    // Receivers by the event's own type; made anew after every change.
    private ConcurrentDictionary<Type, IActorRef[]> _receivers = new();

    /// <summary>False where it was subscribed already.</summary>
    public bool Subscribe(IActorRef subscriber, Type type)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(type);
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(type, out var subscribers)) _subscriptions.Add(type, subscribers = []);
            if (!subscribers.Add(subscriber)) return false;
            if (++_count >= _sweepAt) Sweep();
            _receivers = new();
            return true;
        }
    }

    public bool Subscribe<T>(IActorRef subscriber) => Subscribe(subscriber, typeof(T));

    /// <summary>False where it was not subscribed.</summary>
    public bool Unsubscribe(IActorRef subscriber, Type type)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(type);
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(type, out var subscribers) || !subscribers.Remove(subscriber)) return false;
            _count--;
            if (subscribers.Count == 0) _subscriptions.Remove(type);
            _receivers = new();
            return true;
        }
    }

    /// <summary>From all types.</summary>
    public bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_gate)
        {
            var removed = false;
            foreach (var (type, subscribers) in _subscriptions.ToArray())
            {
                if (!subscribers.Remove(subscriber)) continue;
                removed = true;
                _count--;
                if (subscribers.Count == 0) _subscriptions.Remove(type);
            }
            if (removed) _receivers = new();
            return removed;
        }
    }

    /// <summary>Subscriptions now, those of ended actors among them.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    // Under the lock. What is never published would keep those who waited for it for ever. At every doubling, so that it costs each
    // subscription a constant time.
    private void Sweep()
    {
        foreach (var (type, subscribers) in _subscriptions.ToArray())
        {
            _count -= subscribers.RemoveWhere(static s => s is InternalActorRef { IsTerminated: true });
            if (subscribers.Count == 0) _subscriptions.Remove(type);
        }
        _sweepAt = Math.Max(FewestSwept, _count * 2);
    }

    public void Publish(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var known = Volatile.Read(ref _receivers);
        if (!known.TryGetValue(message.GetType(), out var receivers))
        {
            lock (_gate)
            {
                receivers = [.. _subscriptions.Where(s => s.Key.IsInstanceOfType(message)).SelectMany(s => s.Value).Distinct()];
                _receivers.TryAdd(message.GetType(), receivers);
            }
        }
        List<IActorRef>? ended = null;
        foreach (var receiver in receivers)
        {
            if (receiver is InternalActorRef { IsTerminated: true }) (ended ??= []).Add(receiver);
            else receiver.Tell(message, ActorRefs.NoSender);
        }
        if (ended is null) return;
        foreach (var gone in ended) Unsubscribe(gone);
    }
}
