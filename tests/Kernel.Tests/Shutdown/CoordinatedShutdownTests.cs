using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Shutdown;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Shutdown;

public class CoordinatedShutdownTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static void With(IReadOnlyList<ShutdownPhase>? phases, Action<Stage, CoordinatedShutdown> test)
    {
        using var stage = new Stage(1, phases is null ? null : new ActorSystemOptions { ShutdownPhases = phases });
        test(stage, stage.System.CoordinatedShutdown);
    }

    private static Func<CancellationToken, Task> Noting(Stage stage, string line) => _ =>
    {
        stage.Log.Add(line);
        return Task.CompletedTask;
    };

    /// <summary>A phase whose time cannot run out in a test: virtual time may be faster than the pool is to run its tasks.</summary>
    private static ShutdownPhase Unhurried(string name, params string[] dependsOn) => new(name, dependsOn) { Timeout = TimeSpan.FromDays(1) };

    /// <summary>Lets virtual time pass until it is done: its timers are set on other threads.</summary>
    private static void PassTimeUntil(Stage stage, Task done) => stage.Kit.AwaitCondition(
        () =>
        {
            stage.Kit.Advance(Second * 0.1);
            return done.IsCompleted;
        },
        "the shutdown was done");

    [Fact]
    public void Given_the_usual_phases_then_they_run_in_their_order_whatever_the_order_of_adding_and_the_system_ends() => With(null, (stage, shutdown) =>
    {
        foreach (var phase in ShutdownPhase.Defaults.Reverse()) shutdown.AddTask(phase.Name, "note", Noting(stage, phase.Name));
        stage.Puppet("a");
        stage.Run();
        Assert.Null(shutdown.Reason);
        stage.Kit.Await(shutdown.Run(new ShutdownReason("evening")));
        Assert.True(stage.System.WhenTerminated.IsCompletedSuccessfully);
        stage.Expect(
            "a made", "a start", "before-service-unbind", "service-unbind", "service-requests-done", "service-stop", "before-cluster-shutdown", "cluster-shutdown",
            "before-actor-system-terminate", "actor-system-terminate", "a stop");
        Assert.Equal(new ShutdownReason("evening"), shutdown.Reason);
    });

    [Fact]
    public void Given_phases_that_depend_on_later_ones_then_each_runs_after_those_it_depends_on() =>
        With([new("last", "middle", "first"), new("middle", "first"), new("first")], (stage, shutdown) =>
        {
            foreach (var phase in new[] { "last", "middle", "first" }) shutdown.AddTask(phase, "note", Noting(stage, phase));
            stage.Kit.Await(shutdown.Run(ShutdownReason.Asked));
            stage.Expect("first", "middle", "last");
        });

    [Fact]
    public void Given_tasks_of_one_phase_then_they_run_side_by_side_and_the_next_phase_waits_for_all() => With([new("one"), new("two", "one")], (stage, shutdown) =>
    {
        var (left, right) = (new TaskCompletionSource(), new TaskCompletionSource());
        // Each waits for the other to begin: one after the other they would never end.
        shutdown.AddTask("one", "left", _ => Meet(left, right));
        shutdown.AddTask("one", "right", _ => Meet(right, left));
        shutdown.AddTask("two", "note", Noting(stage, "two"));
        stage.Kit.Await(shutdown.Run(ShutdownReason.Asked));
        Assert.Equal(2, stage.Log.Count("met"));
        stage.ExpectLast("two");

        async Task Meet(TaskCompletionSource mine, TaskCompletionSource other)
        {
            mine.SetResult();
            await other.Task;
            stage.Log.Add("met");
        }
    });

    [Fact]
    public void Given_a_task_that_takes_longer_than_its_phase_then_its_token_is_cancelled_it_is_logged_and_the_next_phase_runs() =>
        With([new("slow") { Timeout = Second * 3 }, Unhurried("next", "slow")], (stage, shutdown) =>
        {
            var stop = CancellationToken.None;
            var never = new TaskCompletionSource();
            shutdown.AddTask("slow", "quick one", Noting(stage, "quick"));
            shutdown.AddTask("slow", "endless one", token =>
            {
                stop = token;
                return never.Task;
            });
            shutdown.AddTask("next", "note", Noting(stage, "next"));
            var run = shutdown.Run(ShutdownReason.Asked);
            stage.Kit.AwaitCondition(() => stage.Log.Count("quick") == 1 && stop.CanBeCanceled, "both were begun");
            PassTimeUntil(stage, run);
            Assert.True(run.IsCompletedSuccessfully);
            Assert.True(stop.IsCancellationRequested);
            Assert.True(stage.Time.Elapsed >= Second * 3);
            stage.Expect("quick", "next");
            Assert.Contains(stage.Logs.Entries, e => e.Id == 9 && e.Text.StartsWith("Shutdown phase slow was not done within 3 s: ", StringComparison.Ordinal) && e.Text.EndsWith("endless one.", StringComparison.Ordinal));
        });

    [Fact]
    public void Given_a_task_that_fails_at_once_or_later_then_it_is_logged_the_others_are_awaited_and_the_next_phase_runs() =>
        With([new("one"), new("two", "one")], (stage, shutdown) =>
        {
            var gate = new TaskCompletionSource();
            shutdown.AddTask("one", "thrower", _ => throw new StageException("at once"));
            shutdown.AddTask("one", "faulty", _ => Task.FromException(new TimeoutException("of its own")));
            shutdown.AddTask("one", "good", async _ =>
            {
                await gate.Task;
                stage.Log.Add("good");
            });
            shutdown.AddTask("two", "note", Noting(stage, "two"));
            var run = shutdown.Run(ShutdownReason.Asked);
            Assert.False(run.IsCompleted);
            gate.SetResult();
            stage.Kit.Await(run);
            stage.Expect("good", "two");
            Assert.Equal(
                ["Shutdown phase one: the task faulty failed.", "Shutdown phase one: the task thrower failed."],
                stage.Logs.Entries.Where(e => e.Id == 8).Select(e => e.Text).Order());
        });

    [Fact]
    public void Given_a_phase_that_must_not_fail_when_it_does_then_the_shutdown_fails_and_no_other_phase_runs() =>
        With([new("strict") { Recover = false, Timeout = Second }, new("next", "strict")], (stage, shutdown) =>
        {
            shutdown.AddTask("strict", "thrower", _ => throw new StageException("no"));
            shutdown.AddTask("next", "note", Noting(stage, "next"));
            var failure = Assert.Throws<ShutdownFailedException>(() => stage.Kit.Await(shutdown.Run(ShutdownReason.Asked)));
            Assert.Equal("The shutdown phase strict failed: no", failure.Message);
            stage.Expect();
            Assert.False(stage.System.WhenTerminated.IsCompleted);
        });

    [Fact]
    public void Given_a_phase_that_must_not_fail_when_its_time_is_up_then_the_shutdown_fails_naming_who_was_late() =>
        With([new("strict") { Recover = false, Timeout = Second }], (stage, shutdown) =>
        {
            shutdown.AddTask("strict", "endless", token => Task.Delay(Timeout.InfiniteTimeSpan, token));
            var run = shutdown.Run(ShutdownReason.Asked);
            PassTimeUntil(stage, run);
            Assert.Contains("endless took longer", Assert.Throws<ShutdownFailedException>(() => stage.Kit.Await(run)).Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Given_an_actor_that_does_not_end_then_the_last_phase_ends_in_time_all_the_same() => With(null, (stage, shutdown) =>
    {
        var gate = new TaskCompletionSource();
        stage.Tell(stage.Puppet("a"), new DoAsync(_ => gate.Task));
        var run = shutdown.Run(ShutdownReason.Asked);
        PassTimeUntil(stage, run);
        Assert.True(run.IsCompletedSuccessfully);
        Assert.False(stage.System.WhenTerminated.IsCompleted);
        Assert.Contains(stage.Logs.Entries, e => e.Id == 9 && e.Text.EndsWith("the actor system.", StringComparison.Ordinal));
        gate.SetResult();
    });

    [Fact]
    public void Given_a_task_that_blocks_before_it_awaits_then_its_phase_ends_in_time_all_the_same() =>
        With([new("slow") { Timeout = Second }, Unhurried("next", "slow")], (stage, shutdown) =>
        {
            using var gate = new ManualResetEventSlim();
            shutdown.AddTask("slow", "blocking one", _ =>
            {
                gate.Wait(CancellationToken.None);
                return Task.CompletedTask;
            });
            shutdown.AddTask("next", "note", Noting(stage, "next"));
            var run = shutdown.Run(ShutdownReason.Asked);
            try
            {
                PassTimeUntil(stage, run);
            }
            finally
            {
                gate.Set();
            }
            stage.Expect("next");
        });

    [Fact]
    public void Given_a_token_whose_registrations_throw_when_the_time_is_up_then_the_next_phase_runs() =>
        With([new("slow") { Timeout = Second }, Unhurried("next", "slow")], (stage, shutdown) =>
        {
            shutdown.AddTask("slow", "endless", token =>
            {
                token.Register(() => throw new StageException("foreign"));
                return new TaskCompletionSource().Task;
            });
            shutdown.AddTask("next", "note", Noting(stage, "next"));
            PassTimeUntil(stage, shutdown.Run(ShutdownReason.Asked));
            stage.Expect("next");
        });

    [Fact]
    public void Given_a_second_call_then_it_awaits_the_first_and_its_reason_does_not_count() => With([new("one")], (stage, shutdown) =>
    {
        shutdown.AddTask("one", "note", Noting(stage, "one"));
        var (first, second) = (shutdown.Run(new ShutdownReason("first")), shutdown.Run(new ShutdownReason("second")));
        Assert.Same(first, second);
        stage.Kit.Await(second);
        stage.Expect("one");
        Assert.Equal("first", shutdown.Reason!.Name);
    });

    [Fact]
    public void Given_a_task_for_no_phase_or_for_one_that_has_begun_then_it_is_refused_and_for_a_later_one_it_is_taken() =>
        With([new("one"), new("two", "one")], (stage, shutdown) =>
        {
            Assert.Contains("there are one, two", Assert.Throws<ArgumentException>(() => shutdown.AddTask("three", "t", _ => Task.CompletedTask)).Message, StringComparison.Ordinal);
            Exception? late = null;
            shutdown.AddTask("one", "adder", _ =>
            {
                late = Record.Exception(() => shutdown.AddTask("one", "late", Noting(stage, "late")));
                shutdown.AddTask("two", "in time", Noting(stage, "in time"));
                return Task.CompletedTask;
            });
            stage.Kit.Await(shutdown.Run(ShutdownReason.Asked));
            Assert.IsType<InvalidOperationException>(late);
            stage.Expect("in time");
        });

    [Fact]
    public void Given_phases_in_a_circle_or_that_depend_on_none_then_the_system_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("s", new ActorSystemOptions { ShutdownPhases = [new("a", "b"), new("b", "a")] }));
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("s", new ActorSystemOptions { ShutdownPhases = [new("a", "none")] }));
    }
}
