using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.TestKit;
using Xunit;
using Xunit.Sdk;

namespace NTWorkstation.Kernel.Tests.Stages;

/// <summary>A seeded system on virtual time with a log: what a test of the kernel's rules plays on.</summary>
internal sealed class Stage : IDisposable
{
    public Stage(int seed, ActorSystemOptions? options = null)
    {
        Logs = new RecordingLoggerFactory();
        Kit = ActorTestKit.Seeded(seed, Time, (options ?? new ActorSystemOptions()) with { LoggerFactory = Logs });
    }

    public VirtualTime Time { get; } = new();

    public ActorTestKit Kit { get; }

    public RecordingLoggerFactory Logs { get; }

    public ActorSystem System => Kit.System;

    public Log Log { get; } = new();

    /// <summary>Plays a test under many schedules.</summary>
    public static void Each(Action<Stage> test, int seeds = 25, ActorSystemOptions? options = null)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            using var stage = new Stage(seed, options);
            try
            {
                test(stage);
                stage.Log.ThrowFailure();
            }
            catch (Exception failure)
            {
                throw new XunitException($"With the schedule of seed {seed}: {failure.Message}\nThe log: {string.Join(" | ", stage.Log.Lines)}", failure);
            }
        }
    }

    public IActorRef Puppet(string name, Script? script = null, Func<Props, Props>? props = null)
    {
        var plain = Props.Create(() => new Puppet(Log, script ?? new Script()));
        return System.ActorOf(props is null ? plain : props(plain), name);
    }

    /// <summary>A parent with its strategy, and children of these names; the schedule has run.</summary>
    public Family Family(SupervisorStrategy strategy, Script? child, params string[] names)
    {
        var children = new Dictionary<string, IActorRef>();
        var parent = Puppet("parent", new Script
        {
            Strategy = strategy,
            PreStart = p =>
            {
                foreach (var name in names) children[name] = p.Child(name, child);
            },
        });
        Run();
        return new Family(parent, children);
    }

    public void Run()
    {
        Kit.RunUntilIdle();
        Log.ThrowFailure();
    }

    public void Do(IActorRef puppet, Action<Puppet> act)
    {
        puppet.Tell(new Do(act), ActorRefs.NoSender);
        Run();
    }

    public void Fail(IActorRef puppet, string message = "boom") => Do(puppet, _ => Stages.Puppet.Boom(message));

    public void Tell(IActorRef actor, params object[] messages)
    {
        foreach (var message in messages) actor.Tell(message, ActorRefs.NoSender);
        Run();
    }

    /// <summary>A probe that receives every dead letter.</summary>
    public TestProbe DeadLetters()
    {
        var probe = Kit.CreateProbe();
        System.EventStream.Subscribe<DeadLetter>(probe.Ref);
        return probe;
    }

    public void Expect(params string[] lines) => Assert.Equal(lines, Log.Lines);

    public void ExpectLast(params string[] lines) => Assert.Equal(lines, Log.Lines.TakeLast(lines.Length));

    public void Dispose() => Kit.DisposeAsync().AsTask().GetAwaiter().GetResult();
}

internal sealed record Family(IActorRef Parent, IReadOnlyDictionary<string, IActorRef> Children)
{
    public IActorRef this[string name] => Children[name];
}

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLoggerFactory : ILoggerFactory
{
    private readonly Lock _gate = new();
    private readonly List<(string Category, LogLevel Level, int Id, string Text)> _entries = [];

    public IReadOnlyList<(string Category, LogLevel Level, int Id, string Text)> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordingLoggerFactory factory, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (factory._gate) factory._entries.Add((category, logLevel, eventId.Id, formatter(state, exception)));
        }
    }
}
