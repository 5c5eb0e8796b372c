using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Timing;

public class ReceiveTimeoutTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private sealed record Ping : INotInfluenceReceiveTimeout;

    private static IActorRef Waiting(Stage stage)
    {
        var a = stage.Puppet("a", new Script
        {
            PreStart = p => p.Context.SetReceiveTimeout(Second),
            Receive = (p, message) =>
            {
                p.Note(message is ReceiveTimeout ? "timeout" : $"got {message}");
                return true;
            },
        });
        stage.Run();
        return a;
    }

    [Fact]
    public void Given_no_message_for_the_time_then_ReceiveTimeout_comes_and_again_after_as_long() => Stage.Each(stage =>
    {
        Waiting(stage);
        stage.Kit.Advance(Second * 0.9);
        Assert.Equal(0, stage.Log.Count("a timeout"));
        stage.Kit.Advance(Second * 0.2);
        Assert.Equal(1, stage.Log.Count("a timeout"));
        stage.Kit.Advance(Second * 2);
        Assert.Equal(3, stage.Log.Count("a timeout"));
    }, seeds: 5);

    [Fact]
    public void Given_messages_that_keep_coming_then_it_is_put_off() => Stage.Each(stage =>
    {
        var a = Waiting(stage);
        for (var i = 0; i < 10; i++)
        {
            stage.Kit.Advance(Second * 0.7);
            stage.Tell(a, i);
        }
        Assert.Equal(0, stage.Log.Count("a timeout"));
        stage.Kit.Advance(Second * 1.1);
        Assert.Equal(1, stage.Log.Count("a timeout"));
    }, seeds: 5);

    [Fact]
    public void Given_messages_that_do_not_influence_it_then_it_comes_all_the_same() => Stage.Each(stage =>
    {
        var a = Waiting(stage);
        stage.Kit.Advance(Second * 0.7);
        stage.Tell(a, new Ping());
        stage.Kit.Advance(Second * 0.4);
        Assert.Equal(1, stage.Log.Count("a timeout"));
    }, seeds: 5);

    [Fact]
    public void Given_a_handler_that_takes_longer_than_the_time_then_the_wait_begins_at_its_end() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = Waiting(stage);
        stage.Tell(a, new DoAsync(_ => gate.Task));
        stage.Kit.Advance(Second * 3);
        gate.SetResult();
        stage.Run();
        Assert.Equal(0, stage.Log.Count("a timeout"));
        stage.Kit.Advance(Second * 1.1);
        Assert.Equal(1, stage.Log.Count("a timeout"));
    }, seeds: 5);

    [Fact]
    public void Given_it_is_set_to_null_when_its_tick_is_in_the_mailbox_then_it_does_not_come() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = Waiting(stage);
        stage.Tell(a, new DoAsync(async p =>
        {
            await gate.Task;
            p.Context.SetReceiveTimeout(null);
            Assert.Null(p.Context.ReceiveTimeout);
        }));
        stage.Kit.Advance(Second * 3);
        gate.SetResult();
        stage.Run();
        stage.Kit.Advance(Second * 3);
        Assert.Equal(0, stage.Log.Count("a timeout"));
    }, seeds: 5);

    [Fact]
    public void Given_an_instance_that_set_it_when_restarted_then_the_new_one_has_none() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", new Script { Receive = (p, _) => { p.Note("timeout"); return true; } });
        stage.Do(a, p => p.Context.SetReceiveTimeout(Second));
        stage.Fail(a);
        stage.Kit.Advance(Second * 3);
        Assert.Equal(0, stage.Log.Count("a timeout"));
    }, seeds: 5);
}
