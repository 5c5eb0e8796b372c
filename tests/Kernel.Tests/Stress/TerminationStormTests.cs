using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Supervision;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>The system's end in the middle of everything.</summary>
public class TerminationStormTests
{
    private sealed record Grow(int Generations);

    private sealed record Fail;

    private sealed record Await(Task Until);

    private sealed record Say;

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_a_busy_system_when_it_is_ended_at_any_moment_then_it_ends_children_before_parents_and_no_question_is_left(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, EndOfABusySystem);

    internal static void EndOfABusySystem(Scene scene)
    {
        var random = scene.Random;
        var forest = new Forest(scene);
        var roots = Enumerable.Range(0, 3).Select(_ => scene.ActorOf(() => new Tree(forest))).ToArray();
        var questions = new List<Task>();
        var endless = new TaskCompletionSource();
        Task? ended = null;
        scene.Play(
            Actor(new Random(random.Next())), Actor(new Random(random.Next())),
            Scene.Times(10, _ => scene.Time.Advance(TimeSpan.FromMilliseconds(5))),
            Scene.Times(20, i => questions.Add(roots[i % roots.Length].Ask(new Say(), Timeout.InfiniteTimeSpan))),
            Scene.After(random.Next(50), () => ended = scene.System.Terminate()));
        // An asynchronous handler is waited for, and by now it has been told to hurry.
        Assert.True(forest.Handlers.All(h => h.IsCompleted) || !ended!.IsCompleted);
        endless.SetResult();
        scene.Kit.Await(ended!);

        Assert.Empty(forest.Up);
        Assert.Equal(forest.Stopped.Count, forest.Stopped.Distinct().Count());
        var at = forest.Stopped.Select((path, index) => (path, index)).ToDictionary(s => s.path.Uid, s => s.index);
        foreach (var path in forest.Stopped)
            if (at.TryGetValue(path.Parent!.Uid, out var parents)) Assert.True(at[path.Uid] < parents, $"{path.ToStringWithUid()} stopped after its parent.");
        foreach (var question in questions)
        {
            var failure = Record.Exception(() => scene.Kit.Await(question));
            Assert.True(failure is null or ActorSystemTerminatedException or AskUndeliveredException, $"{failure}");
        }
        Assert.Throws<InvalidOperationException>(() => scene.ActorOf(() => new Tree(forest)));

        IEnumerable<Step> Actor(Random own) => Scene.Times(40, _ =>
        {
            var target = forest.Any(own);
            switch (own.Next(8))
            {
                case 0 or 1: target.Tell(new Grow(own.Next(3)), ActorRefs.NoSender); break;
                case 2 or 3: target.Tell(new Fail(), ActorRefs.NoSender); break;
                case 4: target.Tell(new Await(endless.Task), ActorRefs.NoSender); break;
                case 5: target.Tell(PoisonPill.Instance, ActorRefs.NoSender); break;
                default: target.Tell(new Say(), ActorRefs.NoSender); break;
            }
        });
    }

    /// <summary>Thread-safe.</summary>
    private sealed class Forest(Scene scene)
    {
        private readonly Lock _gate = new();
        private readonly List<IActorRef> _alive = [];

        public Scene Scene => scene;

        /// <summary>Actors with an instance that was neither given up for a restart nor stopped.</summary>
        public HashSet<ActorPath> Up { get; } = [];

        public List<ActorPath> Stopped { get; } = [];

        public List<Task> Handlers { get; } = [];

        public IActorRef Any(Random random)
        {
            lock (_gate) return _alive.Count == 0 ? ActorRefs.Nobody : _alive[random.Next(_alive.Count)];
        }

        public void Begin(IActorRef self)
        {
            lock (_gate)
            {
                Up.Add(self.Path);
                if (!_alive.Contains(self)) _alive.Add(self);
            }
        }

        public void GiveUp(IActorRef self)
        {
            lock (_gate) Up.Remove(self.Path);
        }

        public void End(IActorRef self)
        {
            lock (_gate)
            {
                Up.Remove(self.Path);
                Stopped.Add(self.Path);
                _alive.Remove(self);
            }
        }

        public void Handle(Task handler)
        {
            lock (_gate) Handlers.Add(handler);
        }
    }

    private sealed class Tree(Forest forest) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(2, null, null, isLogging: false);

        protected override void PreStart()
        {
            forest.Begin(Self);
            Context.Timers.StartPeriodicTimer("say", new Say(), TimeSpan.FromMilliseconds(10));
        }

        protected override void OnReceive(object message)
        {
            forest.Scene.Pause();
            switch (message)
            {
                case Grow { Generations: var left }:
                    var child = Context.ActorOf(forest.Scene.Props(() => new Tree(forest)));
                    if (left > 0) child.Tell(new Grow(left - 1), Self);
                    break;
                case Fail:
                    throw new InvalidDataException("It was to fail.");
                case Await wait:
                    RunTask(() =>
                    {
                        var handler = Handle(wait.Until);
                        forest.Handle(handler);
                        return handler;
                    });
                    break;
                case Say:
                    Sender.Tell(new Say(), Self);
                    break;
            }
        }

        // Not PostStop, as by default: a restart is not an end.
        protected override void PreRestart(Exception reason, object? message)
        {
            forest.GiveUp(Self);
            foreach (var child in Context.GetChildren()) Context.Stop(child);
        }

        protected override void PostStop() => forest.End(Self);

        private async Task Handle(Task until)
        {
            var stopping = new TaskCompletionSource();
            using var registration = Context.Stopping.Register(stopping.SetResult);
            await Task.WhenAny(until, stopping.Task);
        }
    }
}
