namespace NTWorkstation.Kernel.Actor;

/// <summary>Messages the kernel itself acts on before, or instead of, the actor.</summary>
public abstract class AutoReceivedMessage
{
    private protected AutoReceivedMessage()
    {
    }
}

/// <summary>Stops the actor when it comes to it, after the messages before it.</summary>
public sealed class PoisonPill : AutoReceivedMessage
{
    private PoisonPill()
    {
    }

    public static PoisonPill Instance { get; } = new();
}

/// <summary>Makes the actor fail with <see cref="ActorKilledException"/>, which its supervisor by default answers with Stop.</summary>
public sealed class Kill : AutoReceivedMessage
{
    private Kill()
    {
    }

    public static Kill Instance { get; } = new();
}

/// <summary>Answered with <see cref="ActorIdentity"/>: by a living actor after the messages before it, for an ended one at once.</summary>
public sealed class Identify(object messageId) : AutoReceivedMessage
{
    public object MessageId => messageId;
}

/// <param name="Subject">Null where the actor has ended.</param>
public sealed record ActorIdentity(object MessageId, IActorRef? Subject);

/// <summary>A watched actor has ended. Left unhandled it ends the watcher (<see cref="DeathPactException"/>).</summary>
public sealed class Terminated : AutoReceivedMessage
{
    internal Terminated(IActorRef actor, bool existenceConfirmed, object? replacement) =>
        (ActorRef, ExistenceConfirmed, Replacement) = (actor, existenceConfirmed, replacement);

    public IActorRef ActorRef { get; }

    /// <summary>False where the actor had ended before it was watched.</summary>
    public bool ExistenceConfirmed { get; }

    /// <summary>What the watcher asked to receive in place of this.</summary>
    internal object? Replacement { get; }

    public override string ToString() => $"Terminated {ActorRef}";
}

/// <summary>No message came for the time set with SetReceiveTimeout.</summary>
public sealed class ReceiveTimeout
{
    private ReceiveTimeout()
    {
    }

    public static ReceiveTimeout Instance { get; } = new();
}

/// <summary>A message that does not put off the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>A message whose arrival at the dead letters is nothing to log.</summary>
public interface IDeadLetterSuppression;

/// <summary>An answer that says how it went.</summary>
public abstract record Status
{
    private Status()
    {
    }

    public sealed record Success(object? Value) : Status;

    /// <summary>An Ask that is answered with it throws the cause.</summary>
    public sealed record Failure(Exception Cause) : Status;
}
