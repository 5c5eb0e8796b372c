using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Who decides on the order of turns.</summary>
public enum Schedule
{
    /// <summary>A seed: one thread, the same order whenever the seed is the same.</summary>
    Seeded,

    /// <summary>The machine: several threads that pause at random.</summary>
    Threads,
}

/// <summary>Between two of these, anything may happen on other threads.</summary>
internal readonly record struct Step;

/// <summary>
/// An actor system under one schedule, with threads beside it. What a thread beside does is written as an iterator: with a seed its steps are
/// drawn between the actors' turns; else each runs on a thread of its own.
/// </summary>
internal sealed class Scene : IDisposable
{
    // Only a hang uses it up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Schedule _schedule;
    private readonly SeededDispatcher? _seeded;
    private readonly YieldingDispatcher? _yielding;

    public Scene(Schedule schedule, int seed)
    {
        (_schedule, Random, Pauses) = (schedule, new Random(seed), new Pauses(seed));
        MessageDispatcher dispatcher = schedule == Schedule.Seeded ? _seeded = new SeededDispatcher(seed) : _yielding = new YieldingDispatcher(seed, Pauses);
        Kit = new ActorTestKit(new ActorSystemOptions { Dispatcher = dispatcher, TimeProvider = Time }, Patience);
    }

    /// <summary>Of the test's thread: what varies from seed to seed.</summary>
    public Random Random { get; }

    public Pauses Pauses { get; }

    public VirtualTime Time { get; } = new();

    public ActorTestKit Kit { get; }

    public ActorSystem System => Kit.System;

    public bool IsSeeded => _schedule == Schedule.Seeded;

    /// <summary>With pauses around the mailbox, where threads are real.</summary>
    public Props Props<TActor>(Func<TActor> factory, MailboxType? mailbox = null)
        where TActor : ActorBase
    {
        var type = mailbox ?? MailboxType.Unbounded;
        return Kernel.Actor.Props.Create(factory).WithMailbox(IsSeeded ? type : new YieldingMailbox(type, Pauses));
    }

    public IActorRef ActorOf<TActor>(Func<TActor> factory, string? name = null, MailboxType? mailbox = null)
        where TActor : ActorBase => System.ActorOf(Props(factory, mailbox), name);

    /// <summary>Where an actor could be preempted.</summary>
    public void Pause()
    {
        if (!IsSeeded) Pauses.Here();
    }

    /// <summary>Keeps every dead letter.</summary>
    public DeadLetterBox DeadLetters()
    {
        var box = new DeadLetterBox();
        System.EventStream.Subscribe<DeadLetter>(ActorOf(() => new DeadLetterBox.Reader(box)));
        return box;
    }

    /// <summary>Runs what is beside the actors to its end, and then the actors until they have nothing to do.</summary>
    public void Play(params IEnumerable<Step>[] beside)
    {
        if (IsSeeded) PlaySeeded(beside);
        else PlayOnThreads(beside);
        Settle();
    }

    /// <summary>Nothing is left to do for any actor.</summary>
    public void Settle()
    {
        if (_seeded is not null) _seeded.RunUntilIdle(100_000);
        else Assert.True(SpinWait.SpinUntil(() => _yielding!.IsIdle, Patience), "The actors did not come to rest: they hang, or run for ever.");
        if (_yielding?.Escaped is { } escaped) throw new InvalidOperationException("A turn threw into its dispatcher.", escaped);
    }

    /// <summary>Steps of one who acts so many times, at random moments.</summary>
    public static IEnumerable<Step> Times(int count, Action<int> act)
    {
        for (var i = 0; i < count; i++)
        {
            act(i);
            yield return default;
        }
    }

    /// <summary>Steps of one who acts until there is an end.</summary>
    public static IEnumerable<Step> Until(Func<bool> isOver, Action act)
    {
        while (!isOver())
        {
            act();
            yield return default;
        }
    }

    /// <summary>Steps of one who waits a while before it acts.</summary>
    public static IEnumerable<Step> After(int steps, Action act)
    {
        for (var i = 0; i < steps; i++) yield return default;
        act();
    }

    public void Dispose()
    {
        Kit.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _yielding?.Dispose();
    }

    private void PlaySeeded(IEnumerable<Step>[] beside)
    {
        var going = beside.Select(b => b.GetEnumerator()).ToList();
        for (var steps = 0; going.Count > 0; steps++)
        {
            Assert.True(steps < 100_000, "What is beside the actors does not come to an end: what it waits for never happens.");
            // Sometimes the actors are far ahead of what is beside them, sometimes far behind.
            for (var turns = Random.Next(3) == 0 ? Random.Next(12) : 0; turns > 0; turns--) _seeded!.RunOne();
            var at = Random.Next(going.Count);
            if (!going[at].MoveNext()) going.RemoveAt(at);
        }
    }

    private void PlayOnThreads(IEnumerable<Step>[] beside)
    {
        var failures = new List<Exception>();
        var threads = beside.Select(steps => new Thread(() =>
        {
            try
            {
                foreach (var _ in steps) Pauses.Long();
            }
            catch (Exception failure)
            {
                lock (failures) failures.Add(failure);
            }
        })
        { IsBackground = true }).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) Assert.True(thread.Join(Patience), "A thread beside the actors hangs.");
        if (failures.Count > 0) throw new AggregateException(failures);
    }
}

/// <summary>The dead letters of a scene. Read it when the scene has settled.</summary>
internal sealed class DeadLetterBox
{
    private readonly List<DeadLetter> _letters = [];

    public IReadOnlyList<DeadLetter> Letters => _letters;

    public IReadOnlyList<T> Of<T>() => [.. _letters.Select(l => l.Message).OfType<T>()];

    internal sealed class Reader(DeadLetterBox box) : UntypedActor
    {
        protected override void OnReceive(object message) => box._letters.Add((DeadLetter)message);
    }
}
