using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>A message of the kernel to an actor's cell. It overtakes the messages of users and is handled while these are suspended.</summary>
internal abstract class SystemMessage
{
    /// <summary>Link of the mailbox's list; a message is in at most one list.</summary>
    internal SystemMessage? Next;
}

/// <summary>Make the actor: the first thing a cell does, so that it never stands in a list and one serves all.</summary>
internal sealed class Create : SystemMessage
{
    public static readonly Create Instance = new();
}

/// <summary>Ends the actor once its children have ended.</summary>
internal sealed class Terminate : SystemMessage;

/// <summary>Handle no user messages, nor shall your children, until resumed as often.</summary>
internal sealed class Suspend : SystemMessage;

/// <param name="causedByFailure">The failure this answers, or null.</param>
internal sealed class Resume(Exception? causedByFailure) : SystemMessage
{
    public Exception? CausedByFailure => causedByFailure;
}

/// <summary>Restart.</summary>
internal sealed class Recreate(Exception cause) : SystemMessage
{
    public Exception Cause => cause;
}

/// <summary>To the parent: the child has failed and is suspended with its subtree.</summary>
internal sealed class Failed(InternalActorRef child, Exception cause) : SystemMessage
{
    public InternalActorRef Child => child;

    public Exception Cause => cause;
}

/// <summary>To the parent: the child has ended.</summary>
internal sealed class ChildTerminated(InternalActorRef child) : SystemMessage
{
    public InternalActorRef Child => child;
}

internal sealed class Watch(InternalActorRef watcher) : SystemMessage
{
    public InternalActorRef Watcher => watcher;
}

internal sealed class Unwatch(InternalActorRef watcher) : SystemMessage
{
    public InternalActorRef Watcher => watcher;
}

/// <summary>To a watcher: the watched actor has ended.</summary>
internal sealed class DeathWatchNotification(InternalActorRef actor, bool existenceConfirmed) : SystemMessage
{
    public InternalActorRef Actor => actor;

    public bool ExistenceConfirmed => existenceConfirmed;
}

/// <summary>The rest of an asynchronous handler, to run in the actor's turn.</summary>
internal sealed class Continuation(SendOrPostCallback callback, object? state) : SystemMessage
{
    public void Run() => callback(state);
}

/// <summary>The asynchronous handler that held the mailbox has ended.</summary>
internal sealed class AsyncCompleted(Task task) : SystemMessage
{
    public Task Task => task;
}
