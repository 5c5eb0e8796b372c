using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Actors that fail while they are flooded.</summary>
public class RestartStormTests
{
    private const int Each = 40;

    private sealed record Numbered(int Sender, int Number, bool Fails);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_flooded_actors_that_fail_again_and_again_then_nothing_is_lost_but_what_they_failed_on_and_their_children_rest_meanwhile(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, FailingUnderFlood);

    internal static void FailingUnderFlood(Scene scene)
    {
        var random = scene.Random;
        var directive = random.Next(4) == 0 ? Directive.Resume : Directive.Restart;
        SupervisorStrategy strategy = random.Next(2) == 0
            ? new OneForOneStrategy(-1, null, _ => directive, isLogging: false)
            : new AllForOneStrategy(-1, null, _ => directive, isLogging: false);
        var keepsChildren = random.Next(2) == 0;
        var works = new[] { new Work(), new Work() };
        scene.System.ActorOf(Props.Create(() => new Supervisor(scene, works, keepsChildren, directive)).WithSupervisorStrategy(strategy));
        scene.Settle();
        var odds = 3 + random.Next(15);
        scene.Play(Sender(0, new Random(random.Next())), Sender(1, new Random(random.Next())), Sender(2, new Random(random.Next())));

        foreach (var work in works)
        {
            Assert.Equal(0, work.Overlaps);
            Assert.Equal(work.Sent.Count, work.Taken.Count);
            foreach (var sender in Enumerable.Range(0, 3))
                Assert.Equal(work.Sent.Where(m => m.Sender == sender), work.Taken.Where(m => m.Sender == sender));
            Assert.Equal(0, work.Unrested);
            var failures = work.Taken.Count(m => m.Fails);
            if (directive == Directive.Resume) Assert.Equal(1, work.Instances);
            else if (strategy is OneForOneStrategy) Assert.Equal(1 + failures, work.Instances);
            // Two siblings' failures may meet in one restart, for both.
            else Assert.InRange(work.Instances, works.Max(w => w.Taken.Count(m => m.Fails)) > 0 ? 2 : 1, 1 + works.Sum(w => w.Taken.Count(m => m.Fails)));
            // A child that lives on keeps its mailbox; one that is made anew had a mailbox of its own, which ends with it.
            if (keepsChildren || directive == Directive.Resume) Assert.Equal(work.ToChild, work.TakenByChild);
        }

        IEnumerable<Step> Sender(int sender, Random own) => Scene.Times(Each, number =>
        {
            var work = works[own.Next(works.Length)];
            var message = new Numbered(sender, number, own.Next(odds) == 0);
            // One thread at a time writes for a sender, and the receiver sees only its own list.
            lock (work.Sent) work.Sent.Add(message);
            work.Ref!.Tell(message, ActorRefs.NoSender);
            if (number % 3 != 0) return;
            Interlocked.Increment(ref work.ToChild);
            Volatile.Read(ref work.ChildRef)!.Tell(message, ActorRefs.NoSender);
        });
    }

    private sealed class Work
    {
        public List<Numbered> Sent { get; } = [];

        public List<Numbered> Taken { get; } = [];

        public IActorRef? Ref { get; set; }

        public IActorRef? ChildRef;

        public int Instances;

        public int Overlaps;

        public int Inside;

        public int ToChild;

        public int TakenByChild;

        /// <summary>
        /// Between the failure and the new instance; on threads from PreRestart on, for until then the word to the children may be on its way.
        /// </summary>
        public bool IsDown;

        /// <summary>Messages that a child took while its parent was down, beyond the one that it may have been at.</summary>
        public int Unrested;
    }

    private sealed class Supervisor(Scene scene, Work[] works, bool keepsChildren, Directive directive) : UntypedActor
    {
        protected override void PreStart()
        {
            foreach (var work in works) work.Ref = Context.ActorOf(scene.Props(() => new Worker(scene, work, keepsChildren, directive)));
        }

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Worker : UntypedActor
    {
        private readonly Scene _scene;
        private readonly Work _work;
        private readonly bool _keepsChildren;
        private readonly bool _tellsFailure;

        public Worker(Scene scene, Work work, bool keepsChildren, Directive directive)
        {
            (_scene, _work, _keepsChildren, _tellsFailure) = (scene, work, keepsChildren, scene.IsSeeded && directive == Directive.Restart);
            work.Instances++;
        }

        protected override void PreStart()
        {
            if (Context.Child("child") is null) Volatile.Write(ref _work.ChildRef, Context.ActorOf(_scene.Props(() => new Child(_scene, _work)), "child"));
        }

        protected override void OnReceive(object message)
        {
            if (Interlocked.Increment(ref _work.Inside) != 1) _work.Overlaps++;
            _scene.Pause();
            _work.Taken.Add((Numbered)message);
            Interlocked.Decrement(ref _work.Inside);
            if (!((Numbered)message).Fails) return;
            if (_tellsFailure) _work.IsDown = true;
            throw new InvalidDataException("It was to fail.");
        }

        protected override void PreRestart(Exception reason, object? message)
        {
            Volatile.Write(ref _work.IsDown, true);
            _scene.Pause();
            if (!_keepsChildren) base.PreRestart(reason, message);
            _scene.Pause();
        }

        protected override void PostRestart(Exception reason)
        {
            Volatile.Write(ref _work.IsDown, false);
            base.PostRestart(reason);
        }
    }

    /// <summary>At most one message of its own may be under way when its parent's restart begins: it cannot be called back.</summary>
    private sealed class Child(Scene scene, Work work) : UntypedActor
    {
        private int _whileDown;

        protected override void OnReceive(object message)
        {
            var isDown = Volatile.Read(ref work.IsDown);
            if (!isDown) _whileDown = 0;
            else if (++_whileDown > (scene.IsSeeded ? 0 : 1)) Interlocked.Increment(ref work.Unrested);
            scene.Pause();
            Interlocked.Increment(ref work.TakenByChild);
        }
    }
}
