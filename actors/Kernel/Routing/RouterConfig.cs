using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Routing;

/// <summary>Sent through a router to every routee, whatever its logic.</summary>
public sealed record Broadcast(object Message);

/// <summary>Answered by a router with <see cref="Routees"/>.</summary>
public sealed record GetRoutees
{
    public static GetRoutees Instance { get; } = new();
}

public sealed record Routees(IReadOnlyList<IActorRef> Members);

/// <summary>A message that names the key it is routed by.</summary>
public interface IConsistentHashable
{
    /// <summary>Its text, in the invariant culture, is what is hashed.</summary>
    object ConsistentHashKey { get; }
}

/// <summary>Chooses among routees. Thread-safe: senders route on their own threads.</summary>
public abstract class RoutingLogic
{
    /// <param name="routees">Not empty. The same array as long as the members are the same.</param>
    /// <returns>Nobody, or an exception, which is logged, sends the message to the dead letters.</returns>
    public abstract IActorRef Select(object message, IActorRef[] routees);

    /// <summary>True where every routee receives every message.</summary>
    public virtual bool IsBroadcast => false;
}

/// <summary>
/// A router: its reference takes messages and passes each on, with its sender, to one of its routees, or to all. A pool makes its routees
/// as children, from the Props it is put on; a group is given references.
/// </summary>
public sealed record RouterConfig
{
    private RouterConfig(Func<RoutingLogic> logic, int poolSize, IReadOnlyList<IActorRef>? members) =>
        (Logic, PoolSize, Members) = (logic, poolSize, members);

    /// <summary>Of a pool, the number of its routees.</summary>
    public int PoolSize { get; }

    /// <summary>Null for a pool.</summary>
    public IReadOnlyList<IActorRef>? Members { get; }

    internal Func<RoutingLogic> Logic { get; }

    public static RouterConfig RoundRobinPool(int size) => Pool(() => new RoundRobinLogic(), size);

    public static RouterConfig RoundRobinGroup(params IReadOnlyList<IActorRef> members) => Group(() => new RoundRobinLogic(), members);

    /// <param name="key">The key of a message; null takes <see cref="IConsistentHashable"/>'s. A message without a key goes to the dead letters.</param>
    public static RouterConfig ConsistentHashPool(int size, Func<object, object?>? key = null) => Pool(() => new ConsistentHashLogic(key), size);

    /// <inheritdoc cref="ConsistentHashPool"/>
    public static RouterConfig ConsistentHashGroup(Func<object, object?>? key, params IReadOnlyList<IActorRef> members) =>
        Group(() => new ConsistentHashLogic(key), members);

    public static RouterConfig SmallestMailboxPool(int size) => Pool(() => new SmallestMailboxLogic(), size);

    public static RouterConfig BroadcastPool(int size) => Pool(() => new BroadcastLogic(), size);

    public static RouterConfig BroadcastGroup(params IReadOnlyList<IActorRef> members) => Group(() => new BroadcastLogic(), members);

    /// <param name="logic">Makes the logic of one router.</param>
    public static RouterConfig Pool(Func<RoutingLogic> logic, int size)
    {
        ArgumentNullException.ThrowIfNull(logic);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new RouterConfig(logic, size, null);
    }

    /// <inheritdoc cref="Pool"/>
    public static RouterConfig Group(Func<RoutingLogic> logic, IReadOnlyList<IActorRef> members)
    {
        ArgumentNullException.ThrowIfNull(logic);
        ArgumentNullException.ThrowIfNull(members);
        return new RouterConfig(logic, 0, [.. members]);
    }
}
