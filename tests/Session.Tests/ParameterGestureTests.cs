using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;
using Xunit;

namespace NTWorkstation.Session.Tests;

public class ParameterGestureTests
{
    private static readonly InstanceId Gain = new("aa"), Other = new("bb");
    private static readonly DateTimeOffset Start = Workload.At(0);

    private static ParameterChanged From(double old, double now, InstanceId? processor = null) =>
        new(processor ?? Gain, new(null, "gain_db"), NumberValue.Of(old), NumberValue.Of(now));

    [Fact]
    public void Given_changes_that_follow_at_once_then_they_are_one_from_the_first_to_the_last()
    {
        var gesture = new ParameterGesture();
        for (var i = 0; i < 10; i++) Assert.Null(gesture.Offer(From(i, i + 1), Start.AddMilliseconds(50 * i)));
        Assert.Equal(Start.AddMilliseconds(450) + ParameterGesture.Pause, gesture.DueAt);
        Assert.Equal(From(0, 10), gesture.End());
        Assert.Null(gesture.End());
        Assert.Null(gesture.DueAt);
    }

    [Fact]
    public void Given_a_pause_another_parameter_or_a_long_turn_then_what_was_held_comes_first()
    {
        var gesture = new ParameterGesture();
        gesture.Offer(From(0, 1), Start);
        Assert.Equal(From(0, 1), gesture.Offer(From(1, 2), Start + ParameterGesture.Pause));
        Assert.Equal(From(1, 2), gesture.Offer(From(0, 5, Other), Start + ParameterGesture.Pause));
        Assert.Equal(From(0, 5, Other), gesture.Offer(From(2, 3), Start + ParameterGesture.Pause));
        var (at, kept) = (Start + ParameterGesture.Pause, 0);
        for (var i = 3; at < Start + TimeSpan.FromSeconds(10); i++)
            if (gesture.Offer(From(i, i + 1), at += TimeSpan.FromMilliseconds(20)) is not null) kept++;
        // However long a knob is turned, it is kept every two seconds.
        Assert.InRange(kept, 4, 5);
    }

    [Fact]
    public void Given_a_knob_that_returns_to_where_it_stood_then_nothing_happened()
    {
        var gesture = new ParameterGesture();
        gesture.Offer(From(0, 1), Start);
        gesture.Offer(From(1, 0), Start);
        Assert.Null(gesture.End());
    }

    [Fact]
    public void Given_one_event_in_place_of_many_then_the_content_is_the_same()
    {
        var story = new Story().Do(new InsertProcessor("gain", Story.Set("gain_db=0")));
        var begun = story.State;
        var gesture = new ParameterGesture();
        for (var i = 1; i < 30; i++)
        {
            story.Do(new SetParameters("gain", Story.Set($"gain_db={i / 4.0}"), IsTurning: true));
            gesture.Offer((ParameterChanged)story.Events[^1].Event, Start.AddMilliseconds(i));
        }
        var once = SessionFold.Apply(begun, begun.Sequence + 1, gesture.End()!);
        Assert.Equal(story.State.Content.Master.Single(), once.Content.Master.Single());
        // And one step of undo takes the whole turn back.
        Assert.Same(begun.Content, SessionFold.Apply(once, once.Sequence + 1, new Undone(once.Sequence)).Content);
    }
}
