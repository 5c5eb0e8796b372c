using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Diagnostics;

/// <summary>All the kernel logs. Event ids are append-only.</summary>
internal static partial class KernelLog
{
    [LoggerMessage(1, LogLevel.Error, "{Path} failed: the supervisor's answer is {Directive}.")]
    public static partial void ChildFailed(ILogger logger, Exception cause, ActorPath path, Directive directive);

    [LoggerMessage(2, LogLevel.Error, "{Path} failed again before its supervisor answered.")]
    public static partial void FailedAgain(ILogger logger, Exception cause, ActorPath path);

    [LoggerMessage(3, LogLevel.Error, "{Path} threw in PreRestart; the restart goes on.")]
    public static partial void PreRestartFailed(ILogger logger, Exception cause, ActorPath path);

    [LoggerMessage(4, LogLevel.Error, "{Path} threw in PostStop; it ends all the same.")]
    public static partial void PostStopFailed(ILogger logger, Exception cause, ActorPath path);

    [LoggerMessage(5, LogLevel.Critical, "A failure was escalated to the root of {System}, which ends.")]
    public static partial void RootFailed(ILogger logger, Exception cause, string system);

    [LoggerMessage(6, LogLevel.Information, "{Message} from {Sender} to {Recipient} was not delivered.")]
    public static partial void DeadLetter(ILogger logger, string message, ActorPath sender, ActorPath recipient);

    [LoggerMessage(7, LogLevel.Warning, "{Count} more messages were not delivered within {Seconds} s.")]
    public static partial void DeadLettersSuppressed(ILogger logger, long count, double seconds);

    [LoggerMessage(8, LogLevel.Error, "Shutdown phase {Phase}: the task {Name} failed.")]
    public static partial void ShutdownTaskFailed(ILogger logger, Exception cause, string phase, string name);

    [LoggerMessage(9, LogLevel.Warning, "Shutdown phase {Phase} was not done within {Seconds} s: {Tasks}.")]
    public static partial void ShutdownPhaseTimedOut(ILogger logger, string phase, double seconds, string tasks);

    [LoggerMessage(10, LogLevel.Error, "{Path} is stopping, and what was registered on its token threw.")]
    public static partial void StoppingFailed(ILogger logger, Exception cause, ActorPath path);

    [LoggerMessage(11, LogLevel.Error, "{Path} threw after its end, in work it had not awaited.")]
    public static partial void FailedAfterEnd(ILogger logger, Exception cause, ActorPath path);

    [LoggerMessage(12, LogLevel.Error, "{Path} could not route a {Message}: its logic threw.")]
    public static partial void RoutingFailed(ILogger logger, Exception cause, ActorPath path, string message);
}
