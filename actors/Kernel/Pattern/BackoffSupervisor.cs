using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Pattern;

/// <summary>
/// Keeps one child alive, with growing waits between its lives, so that what it depends on can recover. Everything it does not know itself
/// is passed on to the child, and what the child tells its parent is passed on to this actor's own parent.
/// </summary>
public sealed class BackoffSupervisor : UntypedActor
{
    private readonly BackoffOptions _options;
    private IActorRef? _child;
    private int _restarts;
    private bool _isFinal;
    private bool _hasFailed;

    private BackoffSupervisor(BackoffOptions options) => _options = options;

    /// <summary>Answered with <see cref="CurrentChild"/>.</summary>
    public sealed record GetCurrentChild
    {
        public static GetCurrentChild Instance { get; } = new();
    }

    /// <param name="Reference">Null while it waits.</param>
    public sealed record CurrentChild(IActorRef? Reference);

    /// <summary>Answered with <see cref="RestartCount"/>.</summary>
    public sealed record GetRestartCount
    {
        public static GetRestartCount Instance { get; } = new();
    }

    /// <param name="Count">Since the last reset.</param>
    public sealed record RestartCount(int Count);

    /// <summary>The waits begin anew at the least.</summary>
    public sealed record Reset
    {
        public static Reset Instance { get; } = new();
    }

    public static Props Props(BackoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Actor.Props.Create(() => new BackoffSupervisor(options));
    }

    /// <summary>The wait before life number <paramref name="restarts"/> + 1, without jitter.</summary>
    public static TimeSpan Delay(int restarts, TimeSpan minBackoff, TimeSpan maxBackoff)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(restarts);
        var ticks = minBackoff.Ticks * Math.Pow(2, Math.Min(restarts, 62));
        return ticks >= maxBackoff.Ticks ? maxBackoff : TimeSpan.FromTicks((long)ticks);
    }

    protected override void PreStart() => StartChild();

    // The child is not restarted in place: it ends, and its next life begins after the wait.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        if (!_options.IsOnStop && !IsTransient(cause)) _isFinal = true;
        _hasFailed = true;
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated ended when ended.ActorRef.Equals(_child): OnChildEnded(); break;
            case StartAgain: StartChild(); break;
            case Healthy healthy when healthy.Restarts == _restarts: _restarts = 0; break;
            case Healthy: break;
            case GetCurrentChild: Sender.Tell(new CurrentChild(_child)); break;
            case GetRestartCount: Sender.Tell(new RestartCount(_restarts)); break;
            case Reset: _restarts = 0; break;
            default: Pass(message); break;
        }
    }

    private bool IsTransient(Exception cause) =>
        _options.IsTransient?.Invoke(cause) ?? Supervision.SupervisorStrategy.DefaultDecider(cause) != Directive.Stop;

    private void StartChild()
    {
        if (_child is not null) return;
        _hasFailed = false;
        _child = Context.Watch(Context.ActorOf(_options.ChildProps, _options.ChildName));
        if (_options.AutoReset is { } healthy && _restarts > 0) Context.Timers.StartSingleTimer(typeof(Healthy), new Healthy(_restarts), healthy);
    }

    private void OnChildEnded()
    {
        _child = null;
        Context.Timers.Cancel(typeof(Healthy));
        var isOver = _isFinal || (!_options.IsOnStop && !_hasFailed);
        if (isOver || (_options.MaxNrOfRetries >= 0 && _restarts >= _options.MaxNrOfRetries))
        {
            Context.Stop(Self);
            return;
        }
        var delay = Delay(_restarts, _options.MinBackoff, _options.MaxBackoff);
        Context.Timers.StartSingleTimer(typeof(StartAgain), new StartAgain(), delay * (1 + _options.Jitter() * _options.RandomFactor));
        _restarts++;
    }

    private void Pass(object message)
    {
        if (Sender.Equals(_child)) Context.Parent.Forward(message);
        else if (_child is not null)
        {
            if (_options.IsFinalStop is { } isFinal && isFinal(message)) _isFinal = true;
            _child.Forward(message);
        }
        else if (_options.ReplyWhileStopped is { } reply) Sender.Tell(reply);
        else Context.System.DeadLetterOffice.Refuse(message, Sender, Self);
    }

    private sealed record StartAgain;

    private sealed record Healthy(int Restarts);
}
