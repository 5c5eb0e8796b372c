using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Event;

public class EventStreamTests
{
    [Fact]
    public void Given_subscribers_that_come_and_go_without_any_event_then_they_are_forgotten_and_the_living_are_not()
    {
        using var stage = new Stage(1);
        var stream = stage.System.EventStream;
        var staying = stage.Puppet("s");
        stream.Subscribe<Version>(staying);
        for (var i = 0; i < 1000; i++)
        {
            var passing = stage.Puppet($"p{i}");
            stream.Subscribe<Version>(passing);
            stage.System.Stop(passing);
            stage.Run();
        }
        Assert.InRange(stream.Count, 2, 64);
        stream.Publish(new Version(1, 2));
        stage.Run();
        stage.ExpectLast("s got 1.2");
    }

    private interface IAudible;

    private record Sound(string Name) : IAudible;

    private sealed record Note(string Name, int Pitch) : Sound(Name);

    [Fact]
    public void Given_a_subscription_to_a_type_then_it_its_descendants_and_nothing_else_arrive() => Stage.Each(stage =>
    {
        var (all, sounds, notes) = (stage.Kit.CreateProbe(), stage.Kit.CreateProbe(), stage.Kit.CreateProbe());
        stage.System.EventStream.Subscribe<IAudible>(all.Ref);
        stage.System.EventStream.Subscribe<Sound>(sounds.Ref);
        stage.System.EventStream.Subscribe<Note>(notes.Ref);
        stage.System.EventStream.Publish(new Sound("s"));
        stage.System.EventStream.Publish(new Note("n", 1));
        stage.System.EventStream.Publish("silence");
        stage.Run();
        Assert.Equal([new Sound("s"), new Note("n", 1)], all.ReceivedSoFar());
        Assert.Equal([new Sound("s"), new Note("n", 1)], sounds.ReceivedSoFar());
        Assert.Equal([new Note("n", 1)], notes.ReceivedSoFar());
    }, seeds: 5);

    [Fact]
    public void Given_subscriptions_that_overlap_then_an_event_arrives_once() => Stage.Each(stage =>
    {
        var probe = stage.Kit.CreateProbe();
        Assert.True(stage.System.EventStream.Subscribe<IAudible>(probe.Ref));
        Assert.True(stage.System.EventStream.Subscribe<Note>(probe.Ref));
        Assert.False(stage.System.EventStream.Subscribe<Note>(probe.Ref));
        stage.System.EventStream.Publish(new Note("n", 1));
        probe.ExpectMsg(new Note("n", 1));
        probe.ExpectNoMsg();
    }, seeds: 3);

    [Fact]
    public void Given_a_subscription_that_is_taken_back_then_its_events_stop_and_others_go_on() => Stage.Each(stage =>
    {
        var probe = stage.Kit.CreateProbe();
        var events = stage.System.EventStream;
        events.Subscribe<Sound>(probe.Ref);
        events.Subscribe<string>(probe.Ref);
        events.Publish(new Sound("1"));
        Assert.True(events.Unsubscribe(probe.Ref, typeof(Sound)));
        Assert.False(events.Unsubscribe(probe.Ref, typeof(Sound)));
        events.Publish(new Sound("2"));
        events.Publish("text");
        Assert.True(events.Unsubscribe(probe.Ref));
        Assert.False(events.Unsubscribe(probe.Ref));
        events.Publish("more");
        stage.Run();
        Assert.Equal([new Sound("1"), "text"], probe.ReceivedSoFar());
    }, seeds: 3);

    [Fact]
    public void Given_a_subscriber_that_comes_after_a_type_was_published_then_it_receives_the_next() => Stage.Each(stage =>
    {
        var (early, late) = (stage.Kit.CreateProbe(), stage.Kit.CreateProbe());
        stage.System.EventStream.Subscribe<Sound>(early.Ref);
        stage.System.EventStream.Publish(new Note("1", 1));
        stage.System.EventStream.Subscribe<IAudible>(late.Ref);
        stage.System.EventStream.Publish(new Note("2", 2));
        stage.Run();
        Assert.Equal(2, early.ReceivedSoFar().Count);
        Assert.Equal([new Note("2", 2)], late.ReceivedSoFar());
    }, seeds: 3);

    [Fact]
    public void Given_a_subscriber_that_has_ended_then_it_is_forgotten_and_its_events_are_no_dead_letters() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a");
        stage.System.EventStream.Subscribe<Sound>(a);
        stage.System.Stop(a);
        stage.Run();
        stage.System.EventStream.Publish(new Sound("s"));
        dead.ExpectNoMsg();
        Assert.False(stage.System.EventStream.Unsubscribe(a));
    }, seeds: 3);
}
