using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests;

public class SmokeTests
{
    private sealed class Echo : ReceiveActor
    {
        public Echo()
        {
            Receive<string>(s => s == "boom" ? throw new InvalidOperationException(s) : Respond(s));
            ReceiveAsync<int>(async i => { await Task.Delay(1); Sender.Tell(i + 1); });
        }

        private bool Respond(string s) { Sender.Tell("echo " + s); return true; }
    }

    [Fact]
    public async Task Given_an_echo_when_asked_then_it_answers_after_a_restart_too()
    {
        await using var kit = new ActorTestKit();
        var echo = kit.System.ActorOf(Props.Create<Echo>(), "echo");
        Assert.Equal("echo a", await echo.Ask<string>("a"));
        echo.Tell("boom");
        Assert.Equal(6, await echo.Ask<int>(5));
        Assert.Equal("echo b", await echo.Ask<string>("b"));
        var probe = kit.CreateProbe();
        probe.Watch(echo);
        echo.Tell(PoisonPill.Instance);
        probe.ExpectTerminated(echo);
        await Assert.ThrowsAsync<AskUndeliveredException>(() => echo.Ask("c"));
    }

    [Fact]
    public async Task Given_a_seeded_kit_then_the_same()
    {
        await using var kit = ActorTestKit.Seeded(1);
        var echo = kit.System.ActorOf(Props.Create<Echo>(), "echo");
        var probe = kit.CreateProbe();
        probe.Send(echo, "x");
        probe.ExpectMsg("echo x");
        probe.Send(echo, 5);
        probe.ExpectMsg(6);
        probe.ExpectNoMsg();
    }
}
