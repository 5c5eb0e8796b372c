using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class ActorCostTests
{
    private const int Actors = 4000;

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Handling : ReceiveActor
    {
        public Handling() => Receive<string>(Unhandled);
    }

    /// <summary>Bytes that making an actor and giving it its first turn takes, its place in its parent's table among them.</summary>
    private static long BytesEach(Props props)
    {
        using var stage = new Stage(1);
        Make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Make();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Actors;

        void Make()
        {
            for (var i = 0; i < Actors; i++) stage.System.ActorOf(props);
            stage.Run();
        }
    }

    [Fact]
    public void Given_many_idle_actors_then_each_takes_at_most_800_bytes() => Assert.InRange(BytesEach(Props.Create<Idle>()), 1, 800);

    [Fact]
    public void Given_many_actors_with_a_declared_handler_then_each_takes_at_most_920_bytes() => Assert.InRange(BytesEach(Props.Create<Handling>()), 1, 920);
}
