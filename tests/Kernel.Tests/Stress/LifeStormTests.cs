using System.Collections.Concurrent;
using NTWorkstation.Kernel.Actor;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Actors that are made, watched and stopped at once.</summary>
public class LifeStormTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    private sealed record Spawn(string Name);

    private sealed record StopChild(string Name);

    private sealed record WatchIt(IActorRef Subject);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_a_storm_of_births_and_stops_then_every_watch_ends_once_children_stop_first_and_names_are_free_after_it(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, BirthsAndStops);

    internal static void BirthsAndStops(Scene scene)
    {
        var life = new Life(scene);
        var nest = scene.ActorOf(() => new Nest(life), "nest");
        var watchers = Enumerable.Range(0, 3).Select(i => scene.ActorOf(() => new Watcher(life), $"watcher-{i}")).ToArray();

        scene.Play(Maker(), Killer(), Killer(), Starer(), Starer());

        nest.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        scene.Settle();
        Assert.Empty(life.Faults);
        Assert.NotEmpty(life.Stopped);
        Assert.Equal(life.Started.Count, life.Stopped.Count);
        Assert.All(life.Known, reference => Assert.True(((LocalActorRef)reference).Cell.IsTerminated));
        Assert.Equal(0, life.OpenWatches);
        Assert.True(life.Ends > 0);
        var at = life.Stopped.Select((reference, index) => (reference, index)).ToDictionary(s => s.reference.Path.Uid, s => s.index);
        foreach (var (reference, index) in life.Stopped.Select((reference, index) => (reference, index)))
            if (at.TryGetValue(reference.Path.Parent!.Uid, out var parents)) Assert.True(index < parents, $"{reference} stopped after its parent.");
        Assert.DoesNotContain(nest, scene.System.Guardians.User.GetChildren());

        IEnumerable<Step> Maker() => Scene.Times(25, i => nest.Tell(new Spawn(Names[i % Names.Length]), ActorRefs.NoSender));

        IEnumerable<Step> Killer()
        {
            var random = new Random(scene.Random.Next());
            return Scene.Times(20, _ =>
            {
                if (random.Next(4) == 0) nest.Tell(new StopChild(Names[random.Next(Names.Length)]), ActorRefs.NoSender);
                else if (life.Any(random) is { } victim)
                {
                    switch (random.Next(3))
                    {
                        case 0: scene.System.Stop(victim); break;
                        case 1: victim.Tell(PoisonPill.Instance, ActorRefs.NoSender); break;
                        default: victim.Tell(Kill.Instance, ActorRefs.NoSender); break;
                    }
                }
            });
        }

        IEnumerable<Step> Starer()
        {
            var random = new Random(scene.Random.Next());
            // Where threads start slowly, all steps would else be over before anybody lives.
            return Scene.Until(() => life.Any(random) is not null, () => { }).Concat(Scene.Times(40, _ =>
            {
                if (life.Any(random) is { } subject) watchers[random.Next(watchers.Length)].Tell(new WatchIt(subject), ActorRefs.NoSender);
            }));
        }
    }

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_an_actor_below_the_guardian_when_its_Terminated_has_been_seen_by_anybody_then_its_name_is_free(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, NamesBelowTheGuardian);

    internal static void NamesBelowTheGuardian(Scene scene)
    {
        var ended = new ConcurrentQueue<string>();
        var life = new Life(scene) { OnEnd = reference => ended.Enqueue(reference.Path.Name) };
        var watcher = scene.ActorOf(() => new Watcher(life));
        foreach (var name in Names) Make(name);
        var (made, enough) = (0, false);
        var random = new Random(scene.Random.Next());
        scene.Play(Maker(), Scene.Until(() => Volatile.Read(ref enough), () =>
        {
            if (life.Any(random) is { } victim) scene.System.Stop(victim);
        }));
        Assert.Empty(life.Faults);

        IEnumerable<Step> Maker() => Scene.Until(() => Volatile.Read(ref enough), () =>
        {
            if (!ended.TryDequeue(out var free)) return;
            Make(free);
            Volatile.Write(ref enough, ++made == 10);
        });

        void Make(string name) => watcher.Tell(new WatchIt(scene.ActorOf(() => new Being(life, 0), name)), ActorRefs.NoSender);
    }

    [Fact]
    public void Given_actors_that_have_ended_when_their_watchers_and_parents_live_on_then_nothing_holds_their_cells()
    {
        using var scene = new Scene(Schedule.Seeded, 1);
        var cells = Ended(scene);
        for (var i = 0; i < 3 && cells.Any(c => c.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        // The references whose ends were watched last may be held by what the runtime keeps of a frame; a leak would hold them all.
        Assert.InRange(cells.Count(c => c.IsAlive), 0, 2);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference[] Ended(Scene scene)
    {
        var life = new Life(scene);
        var nest = scene.ActorOf(() => new Nest(life));
        var watcher = scene.ActorOf(() => new Watcher(life));
        for (var i = 0; i < 100; i++)
        {
            nest.Tell(new Spawn($"child-{i}"), ActorRefs.NoSender);
            scene.Settle();
            foreach (var reference in life.Known) watcher.Tell(new WatchIt(reference), ActorRefs.NoSender);
        }
        scene.Settle();
        for (var i = 0; i < 100; i++) nest.Tell(new StopChild($"child-{i}"), ActorRefs.NoSender);
        scene.Settle();
        var cells = life.Known.Select(reference => new WeakReference(((LocalActorRef)reference).Cell)).ToArray();
        Assert.Equal(300, cells.Length);
        Assert.All(life.Known, reference => Assert.True(((LocalActorRef)reference).Cell.IsTerminated));
        life.Forget();
        return cells;
    }

    /// <summary>What the storm's actors write down. Thread-safe.</summary>
    private sealed class Life(Scene scene)
    {
        private readonly Lock _gate = new();
        private readonly List<IActorRef> _known = [];

        public Scene Scene => scene;

        public List<string> Faults { get; } = [];

        public List<IActorRef> Started { get; } = [];

        public List<IActorRef> Stopped { get; } = [];

        public int OpenWatches { get; private set; }

        public int Ends { get; private set; }

        public Action<IActorRef>? OnEnd { get; init; }

        public IReadOnlyList<IActorRef> Known
        {
            get
            {
                lock (_gate) return [.. _known];
            }
        }

        public IActorRef? Any(Random random)
        {
            // Mostly one of the newest: it is probably alive.
            lock (_gate) return _known.Count == 0 ? null : _known[random.Next(3) == 0 ? random.Next(_known.Count) : Math.Max(0, _known.Count - 1 - random.Next(4))];
        }

        public void Start(IActorRef self)
        {
            lock (_gate)
            {
                _known.Add(self);
                Started.Add(self);
            }
        }

        public void Stop(IActorRef self)
        {
            lock (_gate) Stopped.Add(self);
        }

        public void Fault(string what)
        {
            lock (_gate) Faults.Add(what);
        }

        public void Watched()
        {
            lock (_gate) OpenWatches++;
        }

        public void Ended(IActorRef reference)
        {
            lock (_gate) (OpenWatches, Ends) = (OpenWatches - 1, Ends + 1);
            OnEnd?.Invoke(reference);
        }

        public void Forget()
        {
            _known.Clear();
            Started.Clear();
            Stopped.Clear();
        }
    }

    /// <summary>Has two children of its own, so many generations down.</summary>
    private sealed class Being(Life life, int generations) : UntypedActor
    {
        protected override void PreStart()
        {
            life.Start(Self);
            for (var i = 0; i < 2 && generations > 0; i++) Context.ActorOf(life.Scene.Props(() => new Being(life, generations - 1)), $"{i}");
        }

        protected override void OnReceive(object message) => Unhandled(message);

        protected override void PostStop()
        {
            life.Scene.Pause();
            life.Stop(Self);
        }
    }

    /// <summary>Makes a child of a name when it knows that the name is free.</summary>
    private sealed class Nest(Life life) : UntypedActor
    {
        private readonly HashSet<string> _taken = [];

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Spawn spawn when _taken.Add(spawn.Name):
                    try
                    {
                        Context.Watch(Context.ActorOf(life.Scene.Props(() => new Being(life, 1)), spawn.Name));
                    }
                    catch (InvalidActorNameException failure)
                    {
                        life.Fault(failure.Message);
                    }
                    break;
                case StopChild stop when Context.Child(stop.Name) is { } child:
                    Context.Stop(child);
                    break;
                case Terminated terminated:
                    if (!_taken.Remove(terminated.ActorRef.Path.Name)) life.Fault($"The nest was told twice of {terminated.ActorRef}.");
                    if (Context.Child(terminated.ActorRef.Path.Name) is not null) life.Fault($"{terminated.ActorRef} is a child after its Terminated.");
                    break;
            }
        }
    }

    private sealed class Watcher(Life life) : UntypedActor
    {
        private readonly HashSet<IActorRef> _open = [];

        protected override void OnReceive(object message)
        {
            if (message is WatchIt watch)
            {
                Context.Watch(watch.Subject);
                if (_open.Add(watch.Subject)) life.Watched();
            }
            else if (message is Terminated terminated)
            {
                if (_open.Remove(terminated.ActorRef)) life.Ended(terminated.ActorRef);
                else life.Fault($"{Self.Path} was told of {terminated.ActorRef} without watching it, or twice.");
            }
        }
    }
}
