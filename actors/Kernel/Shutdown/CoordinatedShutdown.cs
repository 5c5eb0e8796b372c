using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;

namespace NTWorkstation.Kernel.Shutdown;

/// <summary>
/// Ends a system in phases: the tasks of one run side by side, and the next begins when they are done, have failed or have used up the
/// phase's time. The phase "actor-system-terminate" also terminates the actor system. Thread-safe; it runs once.
/// </summary>
public sealed class CoordinatedShutdown
{
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<ShutdownPhase> _phases;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(string Name, Func<CancellationToken, Task> Task)>> _tasks = [];
    private readonly HashSet<string> _begun = [];
    private Task? _run;

    internal CoordinatedShutdown(ActorSystem system, IReadOnlyList<ShutdownPhase> phases)
    {
        _system = system;
        _phases = InOrder(phases);
    }

    /// <summary>Null until it runs.</summary>
    public ShutdownReason? Reason { get; private set; }

    /// <summary>Adds a task to a phase.</summary>
    /// <param name="task">Its token is cancelled when the phase's time is up.</param>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    /// <exception cref="InvalidOperationException">The phase has begun.</exception>
    public void AddTask(string phase, string name, Func<CancellationToken, Task> task)
    {
        ArgumentNullException.ThrowIfNull(phase);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(task);
        if (_phases.All(p => p.Name != phase))
            throw new ArgumentException($"There is no shutdown phase \"{phase}\"; there are {string.Join(", ", _phases.Select(p => p.Name))}.", nameof(phase));
        lock (_gate)
        {
            if (_begun.Contains(phase)) throw new InvalidOperationException($"The shutdown phase {phase} has begun: {name} comes too late.");
            if (!_tasks.TryGetValue(phase, out var tasks)) _tasks.Add(phase, tasks = []);
            tasks.Add((name, task));
        }
    }

    /// <summary>Runs all phases; a second call awaits the first.</summary>
    /// <exception cref="ShutdownFailedException">A phase that must not fail did; the system still runs.</exception>
    public Task Run(ShutdownReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        lock (_gate)
        {
            if (_run is not null) return _run;
            Reason = reason;
            // Off the caller's thread: it may be an actor's turn, which this is going to wait for.
            return _run = Task.Run(RunPhases);
        }
    }

    private async Task RunPhases()
    {
        var logger = _system.CreateLogger(typeof(CoordinatedShutdown).FullName!);
        foreach (var phase in _phases)
        {
            (string Name, Func<CancellationToken, Task> Task)[] tasks;
            lock (_gate)
            {
                _begun.Add(phase.Name);
                tasks = _tasks.TryGetValue(phase.Name, out var added) ? [.. added] : [];
            }
            await RunPhase(phase, tasks, logger).ConfigureAwait(false);
            // After the phase's own tasks, and as bounded as they are: an actor that does not end must not keep a process from ending.
            if (phase.Name == ShutdownPhase.ActorSystemTerminate)
                await RunPhase(phase, [("the actor system", _ => _system.Terminate())], logger).ConfigureAwait(false);
        }
    }

    private async Task RunPhase(ShutdownPhase phase, (string Name, Func<CancellationToken, Task> Task)[] tasks, ILogger logger)
    {
        if (tasks.Length == 0) return;
        // Not disposed of: what is late may still look at its token.
        var stop = new CancellationTokenSource();
        // Each on a thread of the pool: one that blocks before it awaits must not keep its phase from running out of time.
        var running = tasks.Select(t => (t.Name, Task: Task.Run(() => Guard(t.Task, stop.Token)))).ToArray();
        var all = Task.WhenAll(running.Select(r => r.Task));
        try
        {
            await all.WaitAsync(phase.Timeout, _system.TimeProvider).ConfigureAwait(false);
        }
        // A task's own TimeoutException is a failure like others.
        catch (TimeoutException timeout) when (!all.IsCompleted)
        {
            Cancel(stop);
            var late = string.Join(", ", running.Where(r => !r.Task.IsCompleted).Select(r => r.Name));
            KernelLog.ShutdownPhaseTimedOut(logger, phase.Name, phase.Timeout.TotalSeconds, late);
            if (!phase.Recover) throw new ShutdownFailedException(phase.Name, new TimeoutException($"{late} took longer than the phase's time.", timeout));
        }
        catch (Exception)
        {
            foreach (var (name, task) in running)
                if (task.IsFaulted) KernelLog.ShutdownTaskFailed(logger, task.Exception.InnerException!, phase.Name, name);
            // In the moment their time was up they may all have been done.
            if (!phase.Recover && !all.IsCompletedSuccessfully) throw new ShutdownFailedException(phase.Name, all.Exception?.InnerException ?? new OperationCanceledException());
        }
    }

    // Not awaited: what is registered on the token is as foreign as the tasks, may throw, and may block.
    private static void Cancel(CancellationTokenSource stop) => stop.CancelAsync().ContinueWith(
        static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    // A task that throws before it awaits is one that failed, as if it had awaited.
    private static async Task Guard(Func<CancellationToken, Task> task, CancellationToken stop) => await task(stop).ConfigureAwait(false);

    /// <summary>Each phase after those it depends on; otherwise as given.</summary>
    private static List<ShutdownPhase> InOrder(IReadOnlyList<ShutdownPhase> phases)
    {
        var known = phases.ToDictionary(p => p.Name);
        var ordered = new List<ShutdownPhase>();
        var open = new HashSet<string>();
        foreach (var phase in phases) Place(phase);
        return ordered;

        void Place(ShutdownPhase phase)
        {
            if (ordered.Contains(phase)) return;
            if (!open.Add(phase.Name)) throw new ArgumentException($"The shutdown phase {phase.Name} depends on itself.", nameof(phases));
            foreach (var name in phase.DependsOn)
                Place(known.TryGetValue(name, out var before) ? before : throw new ArgumentException($"The shutdown phase {phase.Name} depends on {name}, which is none.", nameof(phases)));
            ordered.Add(phase);
        }
    }
}
