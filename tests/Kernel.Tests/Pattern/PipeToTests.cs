using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Pattern;

public class PipeToTests
{
    private static void With(Action<Stage, TestProbe> test)
    {
        using var stage = new Stage(1);
        test(stage, stage.Kit.CreateProbe());
    }

    [Fact]
    public void Given_a_result_then_it_is_told_with_the_running_actor_as_sender() => With((stage, probe) =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, _ => Task.FromResult(5).PipeTo(probe.Ref));
        probe.ExpectMsg(5);
        Assert.Equal(a, probe.LastSender);
    });

    [Fact]
    public void Given_a_failure_or_a_cancellation_then_Failure_is_told() => With((_, probe) =>
    {
        Task.FromException<int>(new StageException("no")).PipeTo(probe.Ref);
        Assert.Equal("no", probe.ExpectMsg<Status.Failure>().Cause.Message);
        Task.FromCanceled<int>(new CancellationToken(true)).PipeTo(probe.Ref);
        Assert.IsType<TaskCanceledException>(probe.ExpectMsg<Status.Failure>().Cause);
    });

    [Fact]
    public void Given_functions_then_they_make_the_messages() => With((stage, probe) =>
    {
        var sender = stage.Puppet("s");
        Task.FromResult(5).PipeTo(probe.Ref, sender, success: i => $"got {i}");
        probe.ExpectMsg("got 5");
        Assert.Equal(sender, probe.LastSender);
        Task.FromException(new StageException("no")).PipeTo(probe.Ref, failure: e => e.Message);
        probe.ExpectMsg("no");
    });

    [Fact]
    public void Given_no_result_or_null_then_Success_is_told() => With((_, probe) =>
    {
        Task.CompletedTask.PipeTo(probe.Ref);
        probe.ExpectMsg(new Status.Success(null));
        Task.FromResult<string?>(null).PipeTo(probe.Ref);
        probe.ExpectMsg(new Status.Success(null));
    });

    [Fact]
    public void Given_functions_that_throw_then_Failure_is_told() => With((_, probe) =>
    {
        Task.FromResult(5).PipeTo(probe.Ref, success: _ => throw new StageException("in success"));
        Assert.Equal("in success", probe.ExpectMsg<Status.Failure>().Cause.Message);
        Task.FromException(new StageException("no")).PipeTo(probe.Ref, failure: _ => throw new StageException("in failure"));
        Assert.Equal("in failure", probe.ExpectMsg<Status.Failure>().Cause.Message);
    });
}
