using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class ActorPathTests
{
    [Fact]
    public void Given_an_actor_then_its_path_names_system_guardian_and_every_parent() => Stage.Each(stage =>
    {
        IActorRef? child = null;
        var parent = stage.Puppet("p");
        stage.Do(parent, p => child = p.Child("c"));
        var path = child!.Path;
        Assert.Equal("nt://test/user/p/c", path.ToString());
        Assert.Equal($"nt://test/user/p/c#{path.Uid}", path.ToStringWithUid());
        Assert.Equal(path.ToStringWithUid(), child.ToString());
        Assert.Equal(("c", "test", parent.Path), (path.Name, path.SystemName, path.Parent));
        var root = path.Parent!.Parent!.Parent!;
        Assert.Equal(("nt://test/", "nt://test/", ""), (root.ToString(), root.ToStringWithUid(), root.Name));
        Assert.Null(root.Parent);
    }, seeds: 1);

    [Theory]
    [InlineData("a", true)]
    [InlineData("Track-1_.*$+:@&=,!~';()", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("$a", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a#1", false)]
    [InlineData("ä", false)]
    public void Given_a_name_then_it_is_known_whether_it_is_allowed(string? name, bool isValid) => Assert.Equal(isValid, ActorPath.IsValidName(name));

    [Fact]
    public void Given_a_name_of_256_letters_then_it_is_allowed_and_one_more_is_not()
    {
        Assert.True(ActorPath.IsValidName(new string('x', 256)));
        Assert.False(ActorPath.IsValidName(new string('x', 257)));
    }

    [Fact]
    public void Given_a_name_that_is_taken_or_not_allowed_then_the_actor_is_refused_by_a_typed_error() => Stage.Each(stage =>
    {
        stage.Puppet("a");
        Assert.Contains("nt://test/user has a child named \"a\"", Assert.Throws<InvalidActorNameException>(() => stage.Puppet("a")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidActorNameException>(() => stage.Puppet("a/b"));
        Assert.Throws<InvalidActorNameException>(() => ActorSystem.Create("no good"));
        stage.Run();
        Assert.Equal(1, stage.Log.Count("a made"));
    }, seeds: 1);

    [Fact]
    public void Given_a_name_when_its_actor_has_ended_then_it_is_free_and_while_it_ends_it_is_not() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(_ => gate.Task));
        stage.System.Stop(a);
        stage.Run();
        Assert.Throws<InvalidActorNameException>(() => stage.Puppet("a"));
        gate.SetResult();
        stage.Run();
        Assert.NotEqual(a, stage.Puppet("a"));
    });

    [Fact]
    public void Given_no_name_then_each_actor_is_given_one_of_its_own_also_by_many_threads() => Stage.Each(stage =>
    {
        var props = Props.Create(() => new Puppet(stage.Log, new Script()));
        var made = new IActorRef[200];
        Parallel.For(0, made.Length, i => made[i] = stage.System.ActorOf(props));
        Assert.Equal(made.Length, made.Select(a => a.Path.Name).Distinct().Count());
        Assert.All(made, a => Assert.StartsWith("$", a.Path.Name, StringComparison.Ordinal));
        Assert.Equal(made.Length, made.Distinct().Count());
    }, seeds: 1);

    [Fact]
    public void Given_paths_then_they_are_equal_when_their_names_are_up_to_the_system() => Stage.Each(stage =>
    {
        using var other = new Stage(1);
        var (here, there) = (stage.Puppet("a"), other.Puppet("a"));
        Assert.True(here.Path == there.Path);
        Assert.Equal(here.Path.GetHashCode(), there.Path.GetHashCode());
        var elsewhere = ActorSystem.Create("elsewhere");
        Assert.True(elsewhere.ActorOf(Props.Create(() => new Puppet(stage.Log, new Script())), "a").Path != here.Path);
        Assert.False(here.Path == null);
        stage.Kit.Await(elsewhere.Terminate());
    }, seeds: 1);

    [Fact]
    public void Given_a_parent_then_its_children_are_found_by_name_and_in_a_list() => Stage.Each(stage =>
    {
        var parent = stage.Puppet("p");
        stage.Do(parent, p =>
        {
            var (a, b) = (p.Child("a"), p.Child("b"));
            Assert.Equal(a, p.Context.Child("a"));
            Assert.Null(p.Context.Child("c"));
            Assert.Equal([a, b], p.Context.GetChildren().OrderBy(c => c.Path.Name));
            Assert.Equal(stage.System.UserGuardian, p.Context.Parent);
            p.Note("found");
        });
        Assert.Equal(1, stage.Log.Count("p found"));
    }, seeds: 1);
}
