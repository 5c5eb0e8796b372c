namespace NTWorkstation.Kernel.Actor;

/// <summary>What goes wrong in the kernel itself.</summary>
public abstract class KernelException : Exception
{
    private protected KernelException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

/// <summary>An actor could not be made, or threw in its constructor or PreStart.</summary>
public class ActorInitializationException : KernelException
{
    internal ActorInitializationException(IActorRef actor, string message, Exception? cause)
        : base($"{actor.Path}: {message}", cause) => Actor = actor;

    public IActorRef Actor { get; }
}

/// <summary>The new instance of a restarted actor could not be made or threw in PostRestart.</summary>
public sealed class PostRestartException : ActorInitializationException
{
    internal PostRestartException(IActorRef actor, Exception cause, Exception original)
        : base(actor, $"the restart after \"{original.Message}\" failed: {cause.Message}", cause) => OriginalCause = original;

    /// <summary>Why it was restarted.</summary>
    public Exception OriginalCause { get; }
}

/// <summary>The cause of failure of an actor that received <see cref="Kill"/>.</summary>
public sealed class ActorKilledException : KernelException
{
    internal ActorKilledException(IActorRef actor)
        : base($"{actor.Path} received Kill.")
    {
    }
}

/// <summary>An actor left the <see cref="Terminated"/> of an actor it watches unhandled.</summary>
public sealed class DeathPactException : KernelException
{
    internal DeathPactException(IActorRef actor, IActorRef dead)
        : base($"{actor.Path} watches {dead.Path}, which ended, and does not handle Terminated.") => DeadActor = dead;

    public IActorRef DeadActor { get; }
}

/// <summary>The name is not allowed or is taken by a living sibling.</summary>
public sealed class InvalidActorNameException : KernelException
{
    internal InvalidActorNameException(string message)
        : base(message)
    {
    }
}

/// <summary>The same message was stashed twice, or a stash was used outside of its actor's turn.</summary>
public sealed class IllegalActorStateException : KernelException
{
    internal IllegalActorStateException(string message)
        : base(message)
    {
    }
}

/// <summary>The stash is full; the message is still being handled and can be answered.</summary>
public sealed class StashOverflowException : KernelException
{
    internal StashOverflowException(IActorRef actor, int capacity)
        : base($"The stash of {actor.Path} holds {capacity} messages and is full.")
    {
    }
}

/// <summary>An Ask ended without an answer; what it is says why.</summary>
public abstract class AskFailedException : KernelException
{
    private protected AskFailedException(IActorRef actor, string message)
        : base(message) => Actor = actor;

    /// <summary>Who was asked.</summary>
    public IActorRef Actor { get; }
}

/// <summary>No answer came in time.</summary>
public sealed class AskTimeoutException : AskFailedException
{
    internal AskTimeoutException(IActorRef actor, object message, TimeSpan timeout)
        : base(actor, FormattableString.Invariant($"{actor.Path} did not answer {message.GetType().Name} within {timeout.TotalSeconds:0.###} s.")) =>
        Timeout = timeout;

    public TimeSpan Timeout { get; }
}

/// <summary>The question went to the dead letters: the actor had ended, ended before it came to it, or its mailbox was full.</summary>
public sealed class AskUndeliveredException : AskFailedException
{
    internal AskUndeliveredException(IActorRef actor, object message)
        : base(actor, $"{actor.Path} never saw {message.GetType().Name}: it has ended or its mailbox was full.")
    {
    }
}

/// <summary>The actor system ended while an answer was awaited, or had ended before.</summary>
public sealed class ActorSystemTerminatedException : AskFailedException
{
    internal ActorSystemTerminatedException(IActorRef actor, string system)
        : base(actor, $"The actor system {system} ended before {actor.Path} answered.")
    {
    }
}
