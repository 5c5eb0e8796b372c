using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Kernel.Shutdown;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Actor;

/// <summary>What an actor system is made with. Immutable.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>All timers, time-outs and windows of the system.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>For actors whose Props name none.</summary>
    public MessageDispatcher Dispatcher { get; init; } = ThreadPoolDispatcher.Instance;

    /// <summary>How long an Ask waits that is given no time.</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the actors made by the system's ActorOf; null for the default.</summary>
    public SupervisorStrategy? GuardianStrategy { get; init; }

    public DeadLetterLog DeadLetterLog { get; init; } = new();

    public SerializerRegistry Serialization { get; init; } = new();

    public IReadOnlyList<ShutdownPhase> ShutdownPhases { get; init; } = ShutdownPhase.Defaults;
}
