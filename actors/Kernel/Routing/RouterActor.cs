using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Routing;

/// <summary>
/// The head of a router: watches the routees and keeps the table that senders read. A pool's failing routee is decided on by the router's
/// parent, as if it were its own child. A router whose last routee has ended ends.
/// </summary>
internal sealed class RouterActor(RouterActor.Table table) : UntypedActor
{
    public static readonly object WatchRoutees = new();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, null, static _ => Directive.Escalate, isLogging: false);

    // The routees are restarted with the router, not made anew: senders hold on to them.
    protected override void PreRestart(Exception reason, object? message)
    {
    }

    protected override void OnReceive(object message)
    {
        if (ReferenceEquals(message, WatchRoutees))
        {
            foreach (var member in table.Routees) Context.Watch(member);
            if (table.Routees.Length == 0) Context.Stop(Self);
            return;
        }
        switch (message)
        {
            case Terminated ended:
                table.Routees = [.. table.Routees.Where(r => !r.Equals(ended.ActorRef))];
                if (table.Routees.Length == 0) Context.Stop(Self);
                break;
            case GetRoutees:
                Sender.Tell(new Routees(table.Routees));
                break;
            // No routee is left to take it.
            default:
                Context.System.DeadLetterOffice.Refuse(message, Sender, Self);
                break;
        }
    }

    /// <summary>What senders route by. Thread-safe.</summary>
    internal sealed class Table(RouterConfig config)
    {
        private IActorRef[] _routees = [];

        public RoutingLogic Logic { get; } = config.Logic();

        public IActorRef[] Routees
        {
            get => Volatile.Read(ref _routees);
            set => Volatile.Write(ref _routees, value);
        }
    }
}
