using NTWorkstation.Kernel.Actor;
using Xunit;

namespace NTWorkstation.TestKit.Tests;

public class SeededDispatcherTests
{
    private sealed class Writer(List<string> order, string name) : UntypedActor
    {
        protected override void OnReceive(object message) => order.Add($"{name}{message}");
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Self.Tell(message, Self);
    }

    private static string Order(int seed)
    {
        var order = new List<string>();
        var kit = ActorTestKit.Seeded(seed);
        var writers = new[] { "a", "b", "c" }.Select(n => kit.System.ActorOf(Props.Create(() => new Writer(order, n)))).ToArray();
        for (var i = 0; i < 4; i++)
            foreach (var writer in writers) writer.Tell(i, ActorRefs.NoSender);
        kit.RunUntilIdle();
        kit.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return string.Join(' ', order);
    }

    [Fact]
    public void Given_a_seed_when_it_is_played_again_then_every_turn_comes_in_the_same_order()
    {
        for (var seed = 0; seed < 20; seed++) Assert.Equal(Order(seed), Order(seed));
    }

    [Fact]
    public void Given_many_seeds_then_they_reach_many_orders_and_each_actors_own_order_stands_in_all()
    {
        var orders = Enumerable.Range(0, 200).Select(Order).ToHashSet();
        Assert.True(orders.Count > 190, $"{orders.Count} orders of 200");
        // Any of the three may be first, and any may be last.
        Assert.Equal(3, orders.Select(o => o[0]).Distinct().Count());
        Assert.Equal(3, orders.Select(o => o[^2]).Distinct().Count());
        foreach (var order in orders)
            foreach (var name in "abc") Assert.Equal("0123", string.Concat(order.Split(' ').Where(w => w[0] == name).Select(w => w[1])));
    }

    [Fact]
    public void Given_nothing_to_do_then_it_is_idle_and_a_turn_is_not_counted()
    {
        var dispatcher = new SeededDispatcher(1);
        Assert.True(dispatcher.IsIdle);
        Assert.False(dispatcher.RunOne());
        Assert.Equal(0, dispatcher.Turns);
        Assert.Equal(1, dispatcher.Throughput);
    }

    [Fact]
    public async Task Given_actors_that_never_rest_when_they_are_run_until_idle_then_it_ends_and_says_so()
    {
        var dispatcher = new SeededDispatcher(1);
        var kit = new ActorTestKit(new ActorSystemOptions { Dispatcher = dispatcher, TimeProvider = new VirtualTime() });
        kit.System.ActorOf(Props.Create<Echo>()).Tell("on and on", ActorRefs.NoSender);
        Assert.False(dispatcher.IsIdle);
        var failure = Assert.Throws<InvalidOperationException>(() => dispatcher.RunUntilIdle(500));
        Assert.Contains("500 turns", failure.Message, StringComparison.Ordinal);
        await kit.DisposeAsync();
    }
}
