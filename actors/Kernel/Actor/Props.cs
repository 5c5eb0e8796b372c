using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Routing;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// How an actor is made and run: its factory, mailbox, dispatcher, router and, where it does not bring its own, the strategy for its
/// children. The factory is called for the first instance and for every restart, so it must make a new actor each time. Immutable.
/// </summary>
public sealed record Props
{
    private Props(Type type, Func<ActorBase> factory) => (ActorType, Factory) = (type, factory);

    public Type ActorType { get; }

    internal Func<ActorBase> Factory { get; }

    public MailboxType Mailbox { get; private init; } = MailboxType.Unbounded;

    /// <summary>Null takes the system's default.</summary>
    public MessageDispatcher? Dispatcher { get; private init; }

    /// <summary>Null for a plain actor.</summary>
    public RouterConfig? Router { get; private init; }

    /// <summary>In place of the actor's own strategy for its children.</summary>
    public SupervisorStrategy? Strategy { get; private init; }

    /// <summary>Most messages the actor's stash holds; int.MaxValue for no bound. An <see cref="IWithUnboundedStash"/> has none.</summary>
    public int StashCapacity { get; private init; } = int.MaxValue;

    /// <param name="factory">Makes a new instance each time it is called.</param>
    public static Props Create<TActor>(Func<TActor> factory)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props(typeof(TActor), factory);
    }

    public static Props Create<TActor>()
        where TActor : ActorBase, new() => new(typeof(TActor), static () => new TActor());

    /// <summary>An actor whose dependencies a container fills in.</summary>
    /// <param name="services">Must yield a new instance of the actor each time it is asked for its type.</param>
    public static Props CreateFrom<TActor>(IServiceProvider services)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(services);
        return new Props(typeof(TActor), () => (ActorBase?)services.GetService(typeof(TActor))
            ?? throw new InvalidOperationException($"The service provider knows no {typeof(TActor).Name}: register it as transient."));
    }

    public Props WithMailbox(MailboxType mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        return this with { Mailbox = mailbox };
    }

    public Props WithDispatcher(MessageDispatcher dispatcher)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        return this with { Dispatcher = dispatcher };
    }

    public Props WithRouter(RouterConfig router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return this with { Router = router };
    }

    public Props WithSupervisorStrategy(SupervisorStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return this with { Strategy = strategy };
    }

    public Props WithStashCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return this with { StashCapacity = capacity };
    }

    internal Props WithoutRouter() => this with { Router = null };
}
