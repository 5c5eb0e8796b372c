using System.Reflection;
using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Diagnostics;

public class KernelLogTests
{
    [Fact]
    public void Given_the_kernels_events_then_their_ids_are_those_that_were_given_out()
    {
        var ids = typeof(KernelLog).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(m => (m.GetCustomAttribute<LoggerMessageAttribute>()?.EventId, m.Name)).Where(m => m.EventId is not null).OrderBy(m => m.EventId);
        Assert.Equal(
            [
                "1 ChildFailed", "2 FailedAgain", "3 PreRestartFailed", "4 PostStopFailed", "5 RootFailed", "6 DeadLetter", "7 DeadLettersSuppressed",
                "8 ShutdownTaskFailed", "9 ShutdownPhaseTimedOut", "10 StoppingFailed", "11 FailedAfterEnd", "12 RoutingFailed",
            ],
            ids.Select(m => $"{m.EventId} {m.Name}"));
    }

    [Fact]
    public void Given_an_actors_logger_then_its_category_names_type_and_path_and_it_lasts_through_a_restart() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        ILogger? first = null;
        stage.Do(a, p => Write(first = p.Context.Logger));
        stage.Fail(a);
        stage.Do(a, p => Assert.Same(first, p.Context.Logger));
        var entry = Assert.Single(stage.Logs.Entries, e => e.Text == "hello");
        Assert.Equal("NTWorkstation.Kernel.Tests.Stages.Puppet nt://test/user/a", entry.Category);
        Assert.Equal(1, stage.Log.Count("a postrestart"));

        static void Write(ILogger logger) => logger.Log(LogLevel.Information, 0, "hello", null, static (text, _) => text);
    }, seeds: 1);
}
