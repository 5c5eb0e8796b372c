using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Pattern;

/// <summary>Questions that await their answer.</summary>
public static class AskExtensions
{
    /// <summary>Tells a message and awaits the answer: what the receiver tells its Sender. Any thread; never block on it inside an actor.</summary>
    /// <param name="timeout">Null takes the system's <see cref="ActorSystemOptions.AskTimeout"/>; Timeout.InfiniteTimeSpan waits as long as the system lives.</param>
    /// <exception cref="AskTimeoutException">No answer came in time.</exception>
    /// <exception cref="AskUndeliveredException">The question went to the dead letters.</exception>
    /// <exception cref="ActorSystemTerminatedException">The system ended.</exception>
    /// <exception cref="InvalidCastException">The answer is of another type.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <remarks>An answer of <see cref="Status.Failure"/> throws its cause.</remarks>
    public static async Task<T> Ask<T>(this IActorRef receiver, object message, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        // In an actor's asynchronous handler the way back must lead into its turn.
        var answer = await Pose(receiver, message, timeout, cancellation).ConfigureAwait(false);
        return answer is T fitting
            ? fitting
            : throw new InvalidCastException($"{receiver.Path} answered {message.GetType().Name} with {answer.GetType().Name}, not with {typeof(T).Name}.");
    }

    /// <inheritdoc cref="Ask{T}(IActorRef, object, TimeSpan?, CancellationToken)"/>
    public static Task<object> Ask(this IActorRef receiver, object message, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        return Pose(receiver, message, timeout, cancellation);
    }

    /// <inheritdoc cref="Ask{T}(IActorRef, object, TimeSpan?, CancellationToken)"/>
    public static Task<T> Ask<T>(this IActorRef receiver, object message, CancellationToken cancellation) => receiver.Ask<T>(message, null, cancellation);

    /// <inheritdoc cref="Ask{T}(IActorRef, object, TimeSpan?, CancellationToken)"/>
    public static Task<object> Ask(this IActorRef receiver, object message, CancellationToken cancellation) => receiver.Ask(message, null, cancellation);

    private static Task<object> Pose(IActorRef receiver, object message, TimeSpan? timeout, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<object>(cancellation);
        var system = receiver.Internal().OwningSystem
            ?? throw new ArgumentException($"{receiver.Path} belongs to no actor system and cannot be asked.", nameof(receiver));
        var wait = timeout ?? system.Options.AskTimeout;
        if (wait != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(timeout));
        var future = new FutureActorRef(system.Asks, receiver, message);
        system.Asks.Add(future);
        future.Start(wait, cancellation);
        if (!future.Answer.IsCompleted) receiver.Tell(message, future);
        return future.Answer;
    }
}
