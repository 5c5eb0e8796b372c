using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

public class ReceivePersistentActorSpec : PersistenceTest
{
    private sealed class Becoming : ReceivePersistentActor
    {
        public Becoming(PersistenceExtension persistence)
            : base(persistence)
        {
            Command<int>(i => Sender.Tell($"first {i}"));
            BecomeStacked(() => Command<int>(i =>
            {
                Sender.Tell($"second {i}");
                UnbecomeStacked();
            }));
            Command<string>(s => Sender.Tell($"first {s}"));
            Command<Action<Becoming>>(act => act(this));
        }

        public override string PersistenceId => "becoming";

        public void DeclareLate() => Command<object>(_ => { });
    }

    [Fact]
    public void Given_commands_declared_after_a_Become_in_the_constructor_then_they_belong_to_the_first_behaviour()
    {
        var actor = Kit.System.ActorOf(Props.Create(() => new Becoming(Extension)));
        foreach (var message in new object[] { 1, 2, "x" }) Probe.Send(actor, message);
        foreach (var answer in new[] { "second 1", "first 2", "first x" }) Probe.ExpectMsg(answer);
    }

    [Fact]
    public void Given_a_command_declared_after_the_constructor_and_outside_of_Become_then_it_is_refused()
    {
        var actor = Kit.System.ActorOf(Props.Create(() => new Becoming(Extension)));
        Probe.Send(actor, 1);
        Probe.ExpectMsg("second 1");
        string? refusal = null;
        Probe.Send(actor, (Action<Becoming>)(a => refusal = Assert.Throws<InvalidOperationException>(a.DeclareLate).Message));
        Kit.RunUntilIdle();
        Assert.Contains("constructor", refusal);
    }
}
