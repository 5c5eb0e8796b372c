using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;

namespace NTWorkstation.TestKit;

/// <summary>
/// An actor system for a test, with probes. Either on real threads, or with a <see cref="SeededDispatcher"/>, where the test's own thread
/// runs every actor and waiting means running. Disposing ends the system.
/// </summary>
public sealed class ActorTestKit : IAsyncDisposable
{
    // How long a continuation may take on its way from a thread of the pool before idle actors count as done.
    private static readonly TimeSpan MostIdlePatience = TimeSpan.FromSeconds(5);

    private readonly SeededDispatcher? _seeded;
    private int _probes;
    // Of virtual time, up to which waiting moves the clock on; null outside of Within.
    private TimeSpan? _deadline;

    /// <param name="options">What the test's system differs in; its dispatcher may be seeded.</param>
    /// <param name="patience">How long, in real time, a message is waited for that never comes. Generous: only a failing test uses it up.</param>
    public ActorTestKit(ActorSystemOptions? options = null, TimeSpan? patience = null)
    {
        System = ActorSystem.Create("test", options);
        Patience = patience ?? TimeSpan.FromSeconds(30);
        _seeded = System.Options.Dispatcher as SeededDispatcher;
        // The guardians must stand before a test counts turns.
        _seeded?.RunUntilIdle();
    }

    public ActorSystem System { get; }

    public TimeSpan Patience { get; }

    /// <summary>A kit whose actors run on the test's thread in an order drawn from a seed, on virtual time.</summary>
    public static ActorTestKit Seeded(int seed, VirtualTime? time = null, ActorSystemOptions? options = null, TimeSpan? patience = null) =>
        new((options ?? new ActorSystemOptions()) with { Dispatcher = new SeededDispatcher(seed), TimeProvider = time ?? new VirtualTime() }, patience);

    public TestProbe CreateProbe(string? name = null) => new(this, name ?? $"probe-{Interlocked.Increment(ref _probes)}");

    /// <summary>Runs every actor until none has anything to do, where the dispatcher is seeded.</summary>
    public void RunUntilIdle() => _seeded?.RunUntilIdle();

    /// <summary>Moves virtual time on, the actors running in between.</summary>
    /// <exception cref="InvalidOperationException">The system's time is real.</exception>
    public void Advance(TimeSpan span)
    {
        var time = System.TimeProvider as VirtualTime ?? throw new InvalidOperationException("The system's time is real: it cannot be advanced.");
        // What was sent before belongs to the time before.
        RunUntilIdle();
        time.Advance(span, RunUntilIdle);
    }

    /// <summary>
    /// Runs a part of a test that must be done within a span of virtual time. Where it waits, and no actor has anything to do, the clock
    /// moves on to the next timer, up to the end of the span. Within another it ends no later than that one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The system's time is real, or its dispatcher is not seeded.</exception>
    /// <exception cref="TimeoutException">It was done, but took more time.</exception>
    public void Within(TimeSpan span, Action part)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        if (_seeded is null || System.TimeProvider is not VirtualTime time)
            throw new InvalidOperationException("Within is measured in virtual time, with a seeded dispatcher: make the kit by Seeded.");
        var (outer, end) = (_deadline, time.Elapsed + span);
        _deadline = outer < end ? outer : end;
        try
        {
            part();
            if (time.Elapsed > _deadline)
                throw new TimeoutException(FormattableString.Invariant($"It took until {time.Elapsed.TotalSeconds:0.###} s and should have been done at {_deadline.Value.TotalSeconds:0.###} s."));
        }
        finally
        {
            _deadline = outer;
        }
    }

    /// <summary>Waits until a task is done and gives its result.</summary>
    /// <exception cref="TimeoutException">The patience is used up, or the actors are idle and the task is not done.</exception>
    public T Await<T>(Task<T> task)
    {
        Await((Task)task);
        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Await{T}"/>
    public void Await(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!WaitUntil(() => task.IsCompleted)) throw new TimeoutException("The task was not done while there was something to wait for.");
        task.GetAwaiter().GetResult();
    }

    /// <summary>Tries an assertion until it holds.</summary>
    /// <exception cref="Exception">What the assertion threw last.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Any failure of the assertion is one to wait out.")]
    public void AwaitAssert(Action assertion)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        Exception? last = null;
        var holds = WaitUntil(() =>
        {
            try
            {
                assertion();
                return true;
            }
            catch (Exception failure)
            {
                last = failure;
                return false;
            }
        });
        if (!holds) global::System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(last!);
    }

    /// <summary>Waits until a condition holds.</summary>
    public void AwaitCondition(Func<bool> condition, string what)
    {
        if (!WaitUntil(condition)) throw new TimeoutException($"It did not come about that {what}.");
    }

    /// <summary>Stops an actor and waits until it has ended.</summary>
    public void StopAndAwait(IActorRef actor) => Await(actor.GracefulStop(Patience));

    public async ValueTask DisposeAsync()
    {
        var ended = System.Terminate();
        if (_seeded is null) await ended.WaitAsync(Patience).ConfigureAwait(false);
        else Await(ended);
    }

    internal bool TryTake(BlockingCollection<Received> queue, [MaybeNullWhen(false)] out Received next)
    {
        if (_seeded is null) return queue.TryTake(out next, Patience);
        Received? taken = null;
        WaitUntil(() => queue.TryTake(out taken));
        next = taken;
        return taken is not null;
    }

    /// <summary>All that was sent so far is handled: by running the actors, or by passing a message through each of those named, in turn.</summary>
    internal void Settle(IReadOnlyList<IActorRef> through)
    {
        if (_seeded is not null) RunUntilIdle();
        else
            foreach (var actor in through) Pass(actor);
    }

    private TimeSpan IdlePatience => Patience < MostIdlePatience ? Patience : MostIdlePatience;

    private bool WaitUntil(Func<bool> condition)
    {
        if (_seeded is null) return SpinWait.SpinUntil(condition, Patience);
        while (!condition())
        {
            if (_seeded.RunOne()) continue;
            if (_deadline is { } end && System.TimeProvider is VirtualTime time && time.AdvanceToNext(end)) continue;
            // A continuation may be on its way from a thread of the pool: idle is over only when nothing has come for the whole patience.
            if (!SpinWait.SpinUntil(() => !_seeded.IsIdle || condition(), IdlePatience)) return false;
        }
        return true;
    }

    // Identify is answered by the cell itself, in its order among the messages.
    private void Pass(IActorRef actor)
    {
        try
        {
            Await(actor.Ask<ActorIdentity>(new Identify(actor), Patience));
        }
        catch (AskUndeliveredException)
        {
            // It has ended: nothing comes through it any more.
        }
    }
}
