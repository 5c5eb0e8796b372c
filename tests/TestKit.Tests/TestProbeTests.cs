using NTWorkstation.Kernel.Actor;
using Xunit;

namespace NTWorkstation.TestKit.Tests;

/// <summary>That probes fail when they should, and say why. The patience is short: these tests use it up.</summary>
public sealed class TestProbeTests : IAsyncDisposable
{
    private readonly VirtualTime _time = new();
    private readonly ActorTestKit _kit;
    private readonly TestProbe _probe;

    public TestProbeTests()
    {
        _kit = ActorTestKit.Seeded(7, _time, patience: TimeSpan.FromMilliseconds(1));
        _probe = _kit.CreateProbe("probe");
        _kit.RunUntilIdle();
    }

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Tell(message, Self);
    }

    private sealed class Alarm(IActorRef to) : UntypedActor
    {
        protected override void PreStart() => Context.Timers.StartSingleTimer("alarm", "now", TimeSpan.FromSeconds(10));

        protected override void OnReceive(object message) => to.Tell(message, Self);
    }

    public ValueTask DisposeAsync() => _kit.DisposeAsync();

    [Fact]
    public void Given_no_message_when_one_is_expected_then_it_fails_naming_probe_and_type_and_no_virtual_time_passes()
    {
        Says(() => _probe.ExpectMsg<string>(), "nt://test/user/probe expected String and received nothing.");
        Says(() => _probe.ExpectMsg("x"), "expected String equal to x and received nothing.");
        Says(() => _probe.FishForMessage<string>(), "waited for String and received nothing more.");
        Says(() => _probe.ExpectTerminated(_probe.Ref), $"expected Terminated of {_probe.Ref} and received nothing.");
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public void Given_another_message_than_expected_then_it_fails_naming_what_came()
    {
        Tell("a text");
        Says(() => _probe.ExpectMsg<int>(hint: "as an answer"), "expected Int32 as an answer and received a text.");
        Tell("a text");
        Says(() => _probe.ExpectMsg<string>(s => s.Length > 10, "of more than ten"), "received a String that was not expected of more than ten: a text.");
        Tell("a text");
        Says(() => _probe.ExpectMsg("another"), "received a String that was not expected equal to another: a text.");
    }

    [Fact]
    public void Given_messages_when_they_are_expected_in_any_order_then_each_counts_once()
    {
        Tell("b", "a");
        Assert.Equal(["b", "a"], _probe.ExpectMsgAllOf("a", "b"));
        Tell("a", "b");
        Says(() => _probe.ExpectMsgAllOf("a", "a"), "did not receive a but a, b.");
    }

    [Fact]
    public void Given_a_message_when_none_is_expected_then_it_fails_naming_message_and_sender_also_when_it_is_still_on_its_way()
    {
        _probe.ExpectNoMsg();
        var forwarder = _kit.System.ActorOf(Props.Create(() => new Forwarder(_probe.Ref)), "forwarder");
        forwarder.Tell("late", ActorRefs.NoSender);
        Says(() => _probe.ExpectNoMsg(), "expected nothing and received late from nt://test/user/forwarder.");
    }

    [Fact]
    public void Given_a_message_that_a_timer_sends_when_virtual_time_has_not_come_to_it_then_there_is_none_and_afterwards_there_is()
    {
        _kit.System.ActorOf(Props.Create(() => new Alarm(_probe.Ref)));
        _kit.Advance(TimeSpan.FromSeconds(9.999));
        _probe.ExpectNoMsg();
        _kit.Advance(TimeSpan.FromMilliseconds(1));
        _probe.ExpectMsg("now");
        _probe.ExpectNoMsg();
    }

    [Fact]
    public void Given_other_messages_when_one_is_fished_for_then_they_are_passed_over_and_what_comes_after_it_stays()
    {
        Tell(1, "x", "wanted", 2);
        Assert.Equal("wanted", _probe.FishForMessage<string>(s => s.Length > 1));
        _kit.RunUntilIdle();
        Assert.Equal([2], _probe.ReceivedSoFar());
        Assert.Empty(_probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_an_assertion_that_never_holds_when_it_is_awaited_then_its_own_failure_is_thrown_and_one_that_comes_true_passes()
    {
        var failure = Assert.Throws<InvalidDataException>(() => _kit.AwaitAssert(() => throw new InvalidDataException("Two are missing.")));
        Assert.Equal("Two are missing.", failure.Message);
        var seen = new List<object>();
        Tell("one", "two");
        _kit.AwaitAssert(() =>
        {
            seen.AddRange(_probe.ReceivedSoFar());
            Assert.Equal(["one", "two"], seen);
        });
        Assert.Contains("that pigs fly", Assert.Throws<TimeoutException>(() => _kit.AwaitCondition(() => false, "pigs fly")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_task_when_it_is_awaited_then_its_result_its_failure_or_the_lack_of_an_end_is_told()
    {
        Assert.Equal(3, _kit.Await(Task.FromResult(3)));
        Assert.Throws<InvalidDataException>(() => _kit.Await(Task.FromException(new InvalidDataException())));
        Assert.Throws<TimeoutException>(() => _kit.Await(new TaskCompletionSource().Task));
    }

    [Fact]
    public void Given_a_watching_probe_when_the_subject_ends_then_it_is_told_once_and_an_unwatching_one_is_not()
    {
        var (subject, other) = (_kit.System.ActorOf(Props.Create(() => new Forwarder(_probe.Ref))), _kit.CreateProbe());
        _probe.Watch(subject);
        other.Watch(subject);
        other.Unwatch(subject);
        _kit.System.Stop(subject);
        _probe.ExpectTerminated(subject);
        _probe.ExpectNoMsg();
        other.ExpectNoMsg();
    }

    [Fact]
    public void Given_a_message_when_it_is_answered_then_the_answer_goes_to_its_sender_from_the_probe()
    {
        var asker = _kit.CreateProbe();
        asker.Send(_probe.Ref, "question");
        _probe.ExpectMsg("question");
        Assert.Equal(asker.Ref, _probe.LastSender);
        _probe.Reply("answer");
        asker.ExpectMsg("answer");
        Assert.Equal(_probe.Ref, asker.LastSender);
    }

    [Fact]
    public async Task Given_real_time_when_it_is_to_be_advanced_then_it_is_refused()
    {
        var kit = new ActorTestKit(new ActorSystemOptions { Dispatcher = new SeededDispatcher(1) });
        Assert.Throws<InvalidOperationException>(() => kit.Advance(TimeSpan.FromSeconds(1)));
        await kit.DisposeAsync();
    }

    private void Tell(params object[] messages)
    {
        foreach (var message in messages) _probe.Ref.Tell(message, ActorRefs.NoSender);
    }

    private static void Says(Action act, string text) => Assert.Contains(text, Assert.Throws<ProbeException>(act).Message, StringComparison.Ordinal);

    private sealed class Slow : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is TimeSpan delay) Context.System.Scheduler.ScheduleTellOnce(delay, Sender, "done");
        }
    }

    [Fact]
    public async Task Given_an_answer_that_takes_time_when_it_is_expected_within_a_span_then_virtual_time_passes_up_to_its_end_and_no_further()
    {
        await using var kit = ActorTestKit.Seeded(1, patience: TimeSpan.FromMilliseconds(50));
        var (probe, slow, time) = (kit.CreateProbe(), kit.System.ActorOf(Props.Create<Slow>()), (VirtualTime)kit.System.TimeProvider);
        probe.Send(slow, TimeSpan.FromSeconds(2));
        kit.Within(TimeSpan.FromSeconds(3), () => probe.ExpectMsg("done"));
        Assert.Equal(TimeSpan.FromSeconds(2), time.Elapsed);
        probe.Send(slow, TimeSpan.FromSeconds(4));
        Assert.Throws<ProbeException>(() => kit.Within(TimeSpan.FromHours(1), () => kit.Within(TimeSpan.FromSeconds(3), () => probe.ExpectMsg("done"))));
        Assert.Throws<TimeoutException>(() => kit.Within(TimeSpan.FromSeconds(1), () => kit.Advance(TimeSpan.FromSeconds(2))));
        // Outside of it the clock stands still.
        probe.Send(slow, TimeSpan.FromSeconds(1));
        Assert.Throws<ProbeException>(() => probe.ExpectMsg("done"));
        await using var real = new ActorTestKit();
        Assert.Throws<InvalidOperationException>(() => real.Within(TimeSpan.FromSeconds(1), () => { }));
    }
}
