using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Timing;

public class TellTimerTests
{
    /// <summary>Notes whether what is current where a timer is made would flow into it.</summary>
    private sealed class Watchful(VirtualTime time) : TimeProvider
    {
        public List<bool> Flows { get; } = [];

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Flows.Add(!ExecutionContext.IsFlowSuppressed());
            return time.CreateTimer(callback, state, dueTime, period);
        }
    }

    [Fact]
    public async Task Given_a_timer_of_any_kind_then_what_is_current_where_it_is_set_does_not_flow_into_it()
    {
        var dispatcher = new SeededDispatcher(1);
        var time = new Watchful(new VirtualTime());
        await using var kit = new ActorTestKit(new ActorSystemOptions { Dispatcher = dispatcher, TimeProvider = time });
        var a = kit.System.ActorOf(Props.Create(() => new Puppet(new Log(), new Script())));
        var second = TimeSpan.FromSeconds(1);
        a.Tell(new Do(p =>
        {
            p.Context.Timers.StartSingleTimer("single", "x", second);
            p.Context.Timers.StartPeriodicTimer("periodic", "x", second);
            p.Context.SetReceiveTimeout(second);
        }), ActorRefs.NoSender);
        kit.RunUntilIdle();
        kit.System.Scheduler.ScheduleTellOnce(second, a, "x");
        kit.System.Scheduler.ScheduleTellRepeatedly(second, second, a, "x");
        Assert.Equal(Enumerable.Repeat(false, 5), time.Flows);
    }
}
