using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Routing;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Routing;

public class ConsistentHashTests
{
    private sealed record Keyed(object Key) : IConsistentHashable
    {
        public object ConsistentHashKey => Key;
    }

    private static (IActorRef Router, IActorRef[] Members, Dictionary<object, string> Places) Group(Stage stage, Func<object, object?>? key = null)
    {
        var places = new Dictionary<object, string>();
        var script = new Script
        {
            Receive = (p, m) =>
            {
                places[m is Keyed keyed ? keyed.Key : m] = p.Name;
                return true;
            },
        };
        IActorRef[] members = [.. "abcd".Select(n => stage.Puppet($"{n}", script))];
        return (stage.Puppet("router", script, p => p.WithRouter(RouterConfig.ConsistentHashGroup(key, members))), members, places);
    }

    private static void TellAll(Stage stage, IActorRef router, IEnumerable<object> keys)
    {
        foreach (var key in keys) router.Tell(new Keyed(key), ActorRefs.NoSender);
        stage.Run();
    }

    [Fact]
    public void Given_keys_then_each_stays_with_its_routee_and_all_routees_have_a_share() => Stage.Each(stage =>
    {
        var (router, _, places) = Group(stage);
        var keys = Enumerable.Range(0, 1000).Cast<object>().ToArray();
        TellAll(stage, router, keys);
        var before = places.ToDictionary();
        TellAll(stage, router, keys.Reverse());
        Assert.Equal(before, places);
        Assert.Equal(4, places.Values.Distinct().Count());
        // With 64 points each, shares differ by some tens of percent.
        Assert.All(places.GroupBy(p => p.Value), share => Assert.InRange(share.Count(), 125, 500));
    }, seeds: 2);

    [Fact]
    public void Given_a_routee_that_ends_then_only_its_own_keys_move_and_not_to_one_neighbour_alone() => Stage.Each(stage =>
    {
        var (router, members, places) = Group(stage);
        var keys = Enumerable.Range(0, 1000).Cast<object>().ToArray();
        TellAll(stage, router, keys);
        var before = places.ToDictionary();
        stage.System.Stop(members[1]);
        stage.Run();
        TellAll(stage, router, keys);
        Assert.DoesNotContain("b", places.Values);
        Assert.All(before.Where(p => p.Value != "b"), p => Assert.Equal(p.Value, places[p.Key]));
        Assert.Equal(3, before.Where(p => p.Value == "b").Select(p => places[p.Key]).Distinct().Count());
    }, seeds: 2);

    [Fact]
    public void Given_keys_then_their_places_are_the_same_in_every_process_and_for_all_time() => Stage.Each(stage =>
    {
        var (router, _, places) = Group(stage);
        object[] keys = ["track-1", "track-2", "track-3", "track-4", "track-5", "", "Grüße", 42, 1.5, -7L];
        TellAll(stage, router, keys);
        Assert.Equal("adddaabddb", string.Concat(keys.Select(k => places[k])));
    }, seeds: 1);

    [Fact]
    public void Given_a_function_for_keys_then_it_goes_before_the_messages_own() => Stage.Each(stage =>
    {
        var (router, _, places) = Group(stage, m => m is string text ? text[0] : null);
        stage.Tell(router, "a1", "a2", "a3", "a4", "a5", "a6");
        Assert.Equal(6, places.Count);
        Assert.Single(places.Values.Distinct());
        var dead = stage.DeadLetters();
        stage.Tell(router, new Keyed("one of its own"));
        dead.ExpectMsg<DeadLetter>();
    }, seeds: 2);

    [Fact]
    public void Given_a_message_without_a_key_or_whose_key_throws_then_it_is_a_dead_letter() => Stage.Each(stage =>
    {
        var (router, _, _) = Group(stage);
        var dead = stage.DeadLetters();
        stage.Tell(router, "no key");
        dead.ExpectMsg(new DeadLetter("no key", ActorRefs.NoSender, router));
        var faulty = stage.Puppet("faulty", null, p => p.WithRouter(RouterConfig.ConsistentHashPool(2, _ => throw new StageException("no key"))));
        stage.Tell(faulty, "x");
        dead.ExpectMsg(new DeadLetter("x", ActorRefs.NoSender, faulty));
    }, seeds: 2);
}
