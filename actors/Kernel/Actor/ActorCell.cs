using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Timing;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// The lasting part of an actor: its place, mailbox, children and watchers, while instances come and go with restarts. Split by concern:
/// life, children, faults, death watch, asynchronous handlers. Everything here runs in the actor's turn unless it says otherwise.
/// </summary>
internal sealed partial class ActorCell : IActorContext
{
    // Implicit senders and the context of a constructor are facts of the running thread; there is nobody to pass them.
    [ThreadStatic]
    private static ActorCell? t_current;

    private Receive _behavior = Own;
    private Stack<Receive>? _behaviorsBelow;
    private ActorBase? _actor;
    private SupervisorStrategy? _strategy;
    private Envelope _envelope;
    // What is being handled as it came, where it belongs to a trace.
    private TracedMessage? _traced;
    private volatile bool _terminated;

    public ActorCell(ActorSystem system, InternalActorRef parent, ActorPath path, Props props)
    {
        (System, Parent, Props) = (system, parent, props);
        Reference = Self = new LocalActorRef(path, this);
        var queue = props.Mailbox.CreateQueue();
        Mailbox = new Mailbox(this, queue, (props.Dispatcher ?? system.DefaultDispatcher).Attach(path.Name));
    }

    /// <summary>The cell whose turn runs on this thread, or null.</summary>
    public static ActorCell? Current => t_current;

    public ActorSystem System { get; }

    public LocalActorRef Self { get; }

    public InternalActorRef Parent { get; }

    public Props Props { get; }

    public Mailbox Mailbox { get; }

    public ActorBase? Actor => _actor;

    /// <summary>Any thread.</summary>
    public bool IsTerminated => _terminated;

    public IActorRef Sender => _envelope.Sender ?? ActorRefs.NoSender;

    /// <summary>What is being handled; default between messages.</summary>
    public Envelope CurrentEnvelope => _envelope;

    /// <summary>What is being handled, to be kept for a later turn: with its trace.</summary>
    public Envelope EnvelopeToKeep => _traced is { } traced ? _envelope with { Message = new TracedMessage(_envelope.Message, traced.Context) } : _envelope;

    /// <summary>The message being handled is in the stash.</summary>
    public bool IsCurrentStashed { get; set; }

    IActorRef IActorContext.Self => Self;

    IActorRef IActorContext.Parent => Parent;

    public ILogger Logger => field ??= System.CreateLogger($"{Props.ActorType.FullName} {Self.Path}");

    /// <summary>Makes a cell current on this thread; returns the one before.</summary>
    public static ActorCell? Enter(ActorCell cell)
    {
        var before = t_current;
        t_current = cell;
        return before;
    }

    public static void Leave(ActorCell? before) => t_current = before;

    /// <summary>Has the actor made, in its first turn. Called once, by whoever made the cell, before anything else is sent to it.</summary>
    public void Start() => Mailbox.Begin();

    /// <summary>Handles one user message.</summary>
    public void Invoke(in Envelope envelope)
    {
        _envelope = envelope;
        _traced = null;
        IsCurrentStashed = false;
        var isTimed = KernelMetrics.ProcessingTime is { Enabled: true };
        var began = isTimed ? System.TimeProvider.GetTimestamp() : 0;
        try
        {
            if (envelope.Message is AutoReceivedMessage) InvokeSpecial(envelope.Message);
            else Deliver(envelope.Message);
            // An asynchronous handler still needs its message and its sender.
            if (!IsInAsync) _envelope = default;
        }
        // Whatever an actor throws is its supervisor's to decide on.
        catch (Exception failure)
        {
            HandleInvokeFailure(failure, null);
        }
        if (isTimed) KernelMetrics.ProcessingTime.Note(System.TimeProvider.GetElapsedTime(began).TotalSeconds, KernelMetrics.ActorType(this));
    }

    public void SystemInvoke(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case Continuation continuation: RunContinuation(continuation); break;
                case AsyncCompleted completed: FinishAsync(completed.Task); break;
                case Create: MakeFirst(); break;
                case Watch watch: AddWatcher(watch.Watcher); break;
                case Unwatch unwatch: RemoveWatcher(unwatch.Watcher); break;
                case DeathWatchNotification death: OnWatchedDied(death); break;
                case ChildTerminated child: OnChildTerminated(child.Child); break;
                case Failed failed: OnChildFailed(failed); break;
                case Suspend: SuspendTree(); break;
                // What would pull the instance from under a handler that is half done waits for its end.
                case Terminate or Recreate or Resume when IsInAsync: Defer(message); break;
                case Terminate: OnTerminate(); break;
                case Recreate recreate: OnRecreate(recreate.Cause); break;
                case Resume resume: OnResume(resume.CausedByFailure); break;
            }
        }
        catch (Exception failure)
        {
            HandleInvokeFailure(failure, (message as Failed)?.Child);
        }
    }

    /// <summary>What reaches a cell that has ended: a watcher learns so, the rest is late news.</summary>
    public void SystemInvokeAfterEnd(SystemMessage message)
    {
        switch (message)
        {
            case Watch watch: watch.Watcher.SendSystem(new DeathWatchNotification(Self, false)); break;
            // Dropping a continuation would skip its finally blocks.
            case Continuation continuation: RunLateContinuation(continuation); break;
        }
    }

    private void Deliver(object message)
    {
        var handled = _actor!.AroundReceive(_behavior, message);
        if (!handled) _actor.CallUnhandled(message);
        // The wait begins when the message has been handled; of an asynchronous handler FinishAsync says when.
        if (_receiveTimeout is not null && message is not INotInfluenceReceiveTimeout) _receiveTimeout.Touch();
    }

    // What the actor sees is what it stashes or is asked about at a restart. A timer may also carry what the kernel acts on, such as PoisonPill.
    private void DeliverAs(object message)
    {
        _envelope = _envelope with { Message = message };
        if (message is AutoReceivedMessage and not Terminated) InvokeSpecial(message);
        else Deliver(message);
    }

    private void InvokeSpecial(object message)
    {
        switch (message)
        {
            case PoisonPill:
                Self.SendSystem(new Terminate());
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, Self), Self);
                break;
            case Kill:
                throw new ActorKilledException(Self);
            case Terminated terminated:
                if (TakeTerminated(terminated)) DeliverAs(terminated.Replacement ?? terminated);
                break;
            case TimerTick tick:
                if (_timers is not null && _timers.Take(tick) is { } due) DeliverAs(due);
                break;
            case ReceiveTimeoutTick tick:
                if (_receiveTimeout is not null && _receiveTimeout.IsDue(tick)) DeliverAs(Kernel.Actor.ReceiveTimeout.Instance);
                break;
            case TracedMessage traced:
                InvokeTraced(traced);
                break;
        }
    }

    private void InvokeTraced(TracedMessage traced)
    {
        _traced = traced;
        var outer = Activity.Current;
        var activity = ActorTracing.Begin(traced, this);
        try
        {
            _envelope = _envelope with { Message = traced.Message };
            if (traced.Message is AutoReceivedMessage) InvokeSpecial(traced.Message);
            else Deliver(traced.Message);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            throw;
        }
        finally
        {
            // An asynchronous handler's span lasts until it has ended; its continuations carry it themselves.
            if (!IsInAsync) ActorTracing.End(activity, outer);
            else if (activity is not null) (_turns!.Activity, Activity.Current) = (activity, outer);
        }
    }

    public void Become(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _behavior = receive;
    }

    public void BecomeStacked(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        (_behaviorsBelow ??= new()).Push(_behavior);
        _behavior = receive;
    }

    public void UnbecomeStacked()
    {
        if (_behaviorsBelow is { Count: > 0 } below) _behavior = below.Pop();
    }

    // Of the present instance: a restarted actor may decide otherwise.
    private SupervisorStrategy Strategy => _strategy ??= Props.Strategy ?? _actor?.StrategyForChildren() ?? SupervisorStrategy.Default;
}
