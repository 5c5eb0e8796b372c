using System.Reflection;
using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Shutdown;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
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

    /// <summary>As a provider that throws, or a factory that its host has disposed of.</summary>
    private sealed class BrokenLogging(bool isFactory) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => isFactory ? throw new ObjectDisposedException(nameof(BrokenLogging)) : this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new StageException("scope");

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new StageException("log");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Given_logging_that_throws_then_supervision_dead_letters_and_shutdown_go_on(bool isFactory)
    {
        var kit = ActorTestKit.Seeded(1, null, new ActorSystemOptions { LoggerFactory = new BrokenLogging(isFactory) });
        var log = new Log();
        var script = new Script { PreRestart = (_, _, _) => Puppet.Boom("before"), PostStop = _ => Puppet.Boom("after") };
        var a = kit.System.ActorOf(Props.Create(() => new Puppet(log, script)), "a");
        a.Tell(new Do(p => p.Context.Logger.BeginScope("x")?.Dispose()), ActorRefs.NoSender);
        a.Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        kit.System.DeadLetters.Tell("lost", ActorRefs.NoSender);
        a.Tell("on", ActorRefs.NoSender);
        kit.RunUntilIdle();
        Assert.Equal(["a made", "a start", "a prerestart", "a made", "a postrestart", "a start", "a got on"], log.Lines);
        kit.System.CoordinatedShutdown.AddTask(ShutdownPhase.ServiceStop, "faulty", _ => throw new StageException("task"));
        kit.Await(kit.System.CoordinatedShutdown.Run(ShutdownReason.Asked));
        Assert.True(kit.System.WhenTerminated.IsCompletedSuccessfully);
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
