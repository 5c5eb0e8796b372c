using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Pattern;

/// <summary>Results of tasks as messages.</summary>
public static class PipeToExtensions
{
    /// <summary>Tells the result when the task is done (null as <see cref="Status.Success"/>), or <see cref="Status.Failure"/> with what it threw.</summary>
    /// <param name="success">Makes the message of the result.</param>
    /// <param name="failure">Makes the message of the failure.</param>
    public static Task PipeTo<T>(
        this Task<T> task, IActorRef recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(recipient);
        return Pipe(task, recipient, sender ?? ActorCell.Current?.Self ?? ActorRefs.NoSender,
            () => success is null ? task.Result ?? (object)new Status.Success(null) : success(task.Result), failure);
    }

    /// <summary>Tells <see cref="Status.Success"/> when the task is done, or <see cref="Status.Failure"/> with what it threw.</summary>
    public static Task PipeTo(
        this Task task, IActorRef recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(recipient);
        return Pipe(task, recipient, sender ?? ActorCell.Current?.Self ?? ActorRefs.NoSender, success ?? (() => new Status.Success(null)), failure);
    }

    private static async Task Pipe(Task task, IActorRef recipient, IActorRef sender, Func<object> success, Func<Exception, object>? failure)
    {
        object message;
        try
        {
            await task.ConfigureAwait(false);
            message = success();
        }
        // Whatever it threw is told; nothing is thrown where nobody listens.
        catch (Exception cause)
        {
            message = Failed(cause, failure);
        }
        recipient.Tell(message, sender);
    }

    private static object Failed(Exception cause, Func<Exception, object>? failure)
    {
        try
        {
            return failure is null ? new Status.Failure(cause) : failure(cause);
        }
        // The recipient waits for one message or the other.
        catch (Exception second)
        {
            return new Status.Failure(second);
        }
    }
}
