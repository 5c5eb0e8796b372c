namespace NTWorkstation.Persistence.Actor;

/// <summary>What happens to a command that a persistent actor can hold no more.</summary>
public interface IStashOverflowStrategy;

/// <summary>The actor fails with <see cref="InternalStashOverflowException"/>, which its supervisor decides on.</summary>
public sealed class ThrowOverflowExceptionStrategy : IStashOverflowStrategy
{
    private ThrowOverflowExceptionStrategy()
    {
    }

    public static ThrowOverflowExceptionStrategy Instance { get; } = new();
}

/// <summary>The command goes to the dead letters.</summary>
public sealed class DiscardToDeadLetterStrategy : IStashOverflowStrategy
{
    private DiscardToDeadLetterStrategy()
    {
    }

    public static DiscardToDeadLetterStrategy Instance { get; } = new();
}

/// <summary>The command's sender is told <paramref name="response"/>.</summary>
public sealed class ReplyToStrategy(object response) : IStashOverflowStrategy
{
    public object Response { get; } = response ?? throw new ArgumentNullException(nameof(response));
}

/// <summary>More commands came to a persistent actor, while it recovered or persisted, than it may hold.</summary>
public sealed class InternalStashOverflowException : Exception
{
    internal InternalStashOverflowException(string persistenceId, int capacity)
        : base($"'{persistenceId}' holds {capacity} commands and can hold no more: slow the senders, or reply on overflow.")
    {
    }
}
