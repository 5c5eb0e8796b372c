using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using Xunit.Sdk;

namespace NTWorkstation.Kernel.Tests.Stages;

/// <summary>The puppet does this in its turn.</summary>
internal sealed record Do(Action<Puppet> Act);

/// <summary>The puppet does this as an asynchronous handler.</summary>
internal sealed record DoAsync(Func<Puppet, Task> Act);

/// <summary>What a test's actor throws.</summary>
internal sealed class StageException(string message) : Exception(message);

/// <summary>How a puppet differs from one that only writes its life into the log.</summary>
internal sealed record Script
{
    public Action<Puppet>? Made { get; init; }

    public Action<Puppet>? PreStart { get; init; }

    public Action<Puppet>? PostStop { get; init; }

    public Action<Puppet, Exception, object?>? PreRestart { get; init; }

    public bool KeepsChildren { get; init; }

    public Action<Puppet, Exception>? PostRestart { get; init; }

    public SupervisorStrategy? Strategy { get; init; }

    /// <summary>False where the message is not handled. In place of writing it into the log.</summary>
    public Func<Puppet, object, bool>? Receive { get; init; }
}

/// <summary>An actor that does what its messages say and writes its life into a log: "name made", "name start", "name got x", ...</summary>
internal sealed class Puppet : UntypedActor
{
    private readonly Log _log;
    private readonly Script _script;

    public Puppet(Log log, Script script)
    {
        (_log, _script) = (log, script);
        Note("made");
        script.Made?.Invoke(this);
    }

    public new IActorContext Context => base.Context;

    public new IActorRef Self => base.Self;

    public new IActorRef Sender => base.Sender;

    public string Name => Self.Path.Name;

    public void Note(string what) => _log.Add($"{Name} {what}");

    /// <summary>Makes a child of the same log.</summary>
    public IActorRef Child(string name, Script? script = null) => Context.ActorOf(Props.Create(() => new Puppet(_log, script ?? new Script())), name);

    public static void Boom(string message = "boom") => throw new StageException(message);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Do order: Obey(order); break;
            case DoAsync order: RunTask(() => Obey(order)); break;
            default:
                if (_script.Receive is { } receive)
                {
                    if (!receive(this, message)) Unhandled(message);
                }
                else if (message is Terminated terminated) Note($"terminated {terminated.ActorRef.Path.Name}");
                else Note($"got {message}");
                break;
        }
    }

    private void Obey(Do order)
    {
        try
        {
            order.Act(this);
        }
        catch (XunitException assertion)
        {
            _log.Fail(assertion);
            throw;
        }
    }

    // What the order throws or returns at once goes on as it is: a handler's ways to fail are told apart by tests.
    private Task Obey(DoAsync order)
    {
        var task = order.Act(this);
        return task.IsCompleted ? task : Observed(task);
    }

    private async Task Observed(Task task)
    {
        try
        {
            await task;
        }
        catch (XunitException assertion)
        {
            _log.Fail(assertion);
            throw;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => _script.Strategy ?? base.SupervisorStrategy();

    protected override void PreStart()
    {
        Note("start");
        _script.PreStart?.Invoke(this);
    }

    protected override void PostStop()
    {
        Note("stop");
        _script.PostStop?.Invoke(this);
    }

    protected override void PreRestart(Exception reason, object? message)
    {
        Note("prerestart");
        _script.PreRestart?.Invoke(this, reason, message);
        if (_script.KeepsChildren) PostStop();
        else base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Note("postrestart");
        _script.PostRestart?.Invoke(this, reason);
        base.PostRestart(reason);
    }
}
