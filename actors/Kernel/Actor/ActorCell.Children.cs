using System.Globalization;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Routing;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// Children: made by the actor in its turn, or, for the guardians, by any thread; so they are kept under a lock, for which the mailbox
/// stands: an object that each cell has. The reason for which the end of all children is awaited says what follows.
/// </summary>
internal sealed partial class ActorCell
{
    private Dictionary<string, ActorCell>? _children;
    private ChildrenEnd _awaited = ChildrenEnd.None;
    private long _nextName;
    // Of the children, those that this has stopped. Counted: to look for one among many at each end would take the square of their number.
    private int _dying;
    private bool _terminating;
    // How often supervision has suspended this and, with it, its children. Changed with the children's lock held.
    private int _suspensions;

    private enum ChildrenEnd
    {
        None,
        Recreation,
        Termination,
    }

    // What its parent keeps of it, under the parent's lock: by what reference it is known, and whether the parent has stopped it.
    private InternalActorRef Reference { get; set; }

    private ChildRestartStats RestartStats => field ??= new();

    private bool _isDying;

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && !ActorPath.IsValidName(name))
            throw new InvalidActorNameException($"\"{name}\" is no name for an actor below {Self.Path}: use 1 to 256 letters, digits and -_.*$+:@&=,!~';(), not starting with '$'.");
        if (props.Router is { } router) return MakeRouter(props, router, name);
        return Begin(props, name, null).Self;
    }

    public IActorRef? Child(string name)
    {
        lock (Mailbox) return _children is not null && _children.TryGetValue(name, out var child) ? child.Reference : null;
    }

    public IReadOnlyList<IActorRef> GetChildren()
    {
        lock (Mailbox) return _children is null ? [] : [.. _children.Values.Select(c => c.Reference)];
    }

    public void Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (Mailbox)
        {
            if (_children is not null && _children.TryGetValue(actor.Path.Name, out var child) && child.Reference.Equals(actor) && !child._isDying)
            {
                child._isDying = true;
                _dying++;
            }
        }
        actor.Internal().SendSystem(new Terminate());
    }

    /// <summary>
    /// A cell under a name that is free, started: whoever finds it among the children finds one whose first message is to be made. While this
    /// one is suspended its children are, and take as many resumptions to go on.
    /// </summary>
    /// <param name="table">Of a router; null for a plain actor.</param>
    private ActorCell Begin(Props props, string? name, RouterActor.Table? table)
    {
        lock (Mailbox)
        {
            if (_awaited == ChildrenEnd.Termination || _terminated)
                throw new InvalidOperationException($"{Self.Path} is ending and makes no more children.");
            _children ??= [];
            var given = name ?? string.Create(CultureInfo.InvariantCulture, stackalloc char[17], $"${_nextName++:x}");
            if (_children.TryGetValue(given, out var before))
            {
                // One that has ended is a child until this hears of it; a watcher that makes the next one may have heard before.
                if (!before.IsTerminated) throw new InvalidActorNameException($"{Self.Path} has a child named \"{given}\" already.");
                Forget(given, before);
            }
            var cell = new ActorCell(System, Self, Self.Path.Child(given, System.NextUid()), props);
            if (table is not null) cell.Reference = new RoutedActorRef(cell, table);
            _children.Add(given, cell);
            cell.Start();
            for (var i = 0; i < _suspensions; i++) cell.Self.SendSystem(new Suspend());
            return cell;
        }
    }

    // Its routees exist when its reference is returned: what is told at once is routed like what is told later.
    private InternalActorRef MakeRouter(Props props, RouterConfig config, string? name)
    {
        var table = new RouterActor.Table(config);
        var head = Begin(Kernel.Actor.Props.Create(() => new RouterActor(table)), name, table);
        var routee = props.WithoutRouter();
        table.Routees = config.Members is { } members ? [.. members] : [.. Enumerable.Range(0, config.PoolSize).Select(_ => head.ActorOf(routee))];
        head.Self.Tell(RouterActor.WatchRoutees, ActorRefs.NoSender);
        return head.Reference;
    }

    private InternalActorRef[] ChildReferences()
    {
        lock (Mailbox) return _children is null ? [] : [.. _children.Values.Select(c => c.Reference)];
    }

    /// <summary>Suspends this alone; gives the children that were made before.</summary>
    private InternalActorRef[] CountSuspension()
    {
        Mailbox.Suspend();
        lock (Mailbox)
        {
            _suspensions++;
            return _children is null ? [] : [.. _children.Values.Select(c => c.Reference)];
        }
    }

    /// <summary>Takes one suspension of this alone back; gives the children that shared it.</summary>
    private InternalActorRef[] CountResumption()
    {
        lock (Mailbox)
        {
            if (_suspensions == 0) return [];
            _suspensions--;
        }
        Mailbox.Resume();
        return ChildReferences();
    }

    /// <summary>From now on no child is made, and the end of all is awaited.</summary>
    private InternalActorRef[] BeginTermination()
    {
        lock (Mailbox)
        {
            _awaited = ChildrenEnd.Termination;
            return _children is null ? [] : [.. _children.Values.Select(c => c.Reference)];
        }
    }

    /// <summary>True where children that were stopped are still to end before the new instance is made.</summary>
    private bool AwaitDyingChildren()
    {
        lock (Mailbox)
        {
            if (_dying == 0) return false;
            _awaited = ChildrenEnd.Recreation;
            return true;
        }
    }

    private ChildRestartStats? StatsOf(InternalActorRef child)
    {
        lock (Mailbox) return _children is not null && _children.TryGetValue(child.Path.Name, out var known) && known.Reference.Equals(child) ? known.RestartStats : null;
    }

    // Under the lock.
    private void Forget(string name, ActorCell child)
    {
        _children!.Remove(name);
        if (child._isDying) _dying--;
    }

    private void OnChildTerminated(InternalActorRef child)
    {
        ChildrenEnd next;
        lock (Mailbox)
        {
            if (_children is null || !_children.TryGetValue(child.Path.Name, out var known) || !known.Reference.Equals(child)) return;
            Forget(child.Path.Name, known);
            next = _awaited;
            if (next == ChildrenEnd.None || (next == ChildrenEnd.Termination ? _children.Count > 0 : _dying > 0)) return;
            if (next == ChildrenEnd.Recreation) _awaited = ChildrenEnd.None;
        }
        if (next == ChildrenEnd.Termination) FinishTerminate();
        else FinishRecreate();
    }
}
