using NTWorkstation.Kernel.Actor;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Timers that are cancelled and replaced while they fire.</summary>
public class TimerStormTests
{
    private sealed record Rang(int Key, int Start, int Instance);

    private enum Order
    {
        Single,
        Periodic,
        Cancel,
        CancelAll,
        Fail,
    }

    private sealed record Act(Order Order, int Key, TimeSpan Time);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_timers_that_fire_while_they_are_cancelled_replaced_and_their_actor_restarts_then_only_those_in_force_are_heard(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, TimersAndRestarts);

    internal static void TimersAndRestarts(Scene scene)
    {
        var heard = new Heard();
        var ringer = scene.ActorOf(() => new Ringer(scene, heard));
        scene.Play(Acts(new Random(scene.Random.Next())), Acts(new Random(scene.Random.Next())), Scene.Times(60, _ => scene.Time.Advance(TimeSpan.FromMilliseconds(7))));

        Assert.Empty(heard.Wrong);
        // What is in force when the storm is over still fires, and nothing else does.
        var (before, inForce) = (heard.Count, heard.InForce);
        scene.Time.Advance(TimeSpan.FromMilliseconds(50), () => scene.Settle());
        Assert.Empty(heard.Wrong);
        Assert.Equal(inForce > 0, heard.Count > before);
        ringer.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        scene.Settle();
        before = heard.Count;
        scene.Time.Advance(TimeSpan.FromMilliseconds(50), () => scene.Settle());
        Assert.Equal(before, heard.Count);

        IEnumerable<Step> Acts(Random random) => Scene.Times(60, _ => ringer.Tell(
            new Act(
                random.Next(10) switch
                {
                    < 4 => Order.Single,
                    < 7 => Order.Periodic,
                    7 => Order.Cancel,
                    8 => random.Next(3) == 0 ? Order.CancelAll : Order.Cancel,
                    _ => Order.Fail,
                },
                random.Next(4), TimeSpan.FromMilliseconds(1 + random.Next(15))),
            ActorRefs.NoSender));
    }

    private sealed class Heard
    {
        public List<string> Wrong { get; } = [];

        public int Count { get; set; }

        public int InForce { get; set; }

        public int Starts { get; set; }

        public int Instances { get; set; }
    }

    /// <summary>Keeps its own account of which timer is in force under each key.</summary>
    private sealed class Ringer : UntypedActor
    {
        private readonly Scene _scene;
        private readonly Heard _heard;
        private readonly int _instance;
        private readonly Dictionary<int, (int Start, bool IsPeriodic, TimeSpan Earliest)> _inForce = [];

        public Ringer(Scene scene, Heard heard) => (_scene, _heard, _instance) = (scene, heard, ++heard.Instances);

        protected override void OnReceive(object message)
        {
            _scene.Pause();
            if (message is Rang rang) Hear(rang);
            else Obey((Act)message);
            _heard.InForce = _inForce.Count;
        }

        protected override void PostStop() => _heard.InForce = 0;

        private void Hear(Rang rang)
        {
            _heard.Count++;
            if (rang.Instance != _instance) _heard.Wrong.Add($"{rang} reached instance {_instance}.");
            else if (!_inForce.TryGetValue(rang.Key, out var entry) || entry.Start != rang.Start) _heard.Wrong.Add($"{rang} is not in force.");
            // The tick of a timer that was replaced would ring in the new one's place, before its time.
            else if (_scene.Time.Elapsed < entry.Earliest) _heard.Wrong.Add($"{rang} rang before {entry.Earliest}.");
            else if (!entry.IsPeriodic) _inForce.Remove(rang.Key);
        }

        private void Obey(Act act)
        {
            var rang = new Rang(act.Key, ++_heard.Starts, _instance);
            var earliest = _scene.Time.Elapsed + act.Time;
            switch (act.Order)
            {
                case Order.Single:
                    Context.Timers.StartSingleTimer(act.Key, rang, act.Time);
                    _inForce[act.Key] = (rang.Start, false, earliest);
                    break;
                case Order.Periodic:
                    Context.Timers.StartPeriodicTimer(act.Key, rang, act.Time);
                    _inForce[act.Key] = (rang.Start, true, earliest);
                    break;
                case Order.Cancel:
                    Context.Timers.Cancel(act.Key);
                    _inForce.Remove(act.Key);
                    break;
                case Order.CancelAll:
                    Context.Timers.CancelAll();
                    _inForce.Clear();
                    break;
                default:
                    throw new InvalidDataException("It was to fail.");
            }
            foreach (var key in Enumerable.Range(0, 4))
                if (Context.Timers.IsTimerActive(key) != _inForce.ContainsKey(key)) _heard.Wrong.Add($"Whether {key} is active is told wrongly.");
        }
    }
}
