using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Pattern;

/// <summary>How a <see cref="BackoffSupervisor"/> waits between lives of its child: doubling from least to most, with jitter.</summary>
public sealed record BackoffOptions
{
    private BackoffOptions(Props child, string childName, bool isOnStop, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
    {
        ArgumentNullException.ThrowIfNull(child);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBackoff, minBackoff);
        if (!(randomFactor is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(randomFactor), randomFactor, "The random factor is from 0 to 1.");
        (ChildProps, ChildName, IsOnStop, MinBackoff, MaxBackoff, RandomFactor) = (child, childName, isOnStop, minBackoff, maxBackoff, randomFactor);
        AutoReset = minBackoff;
    }

    public Props ChildProps { get; }

    public string ChildName { get; }

    /// <summary>True: a child that ends, for whatever reason, is started again; false: one that fails is.</summary>
    public bool IsOnStop { get; }

    public TimeSpan MinBackoff { get; }

    public TimeSpan MaxBackoff { get; }

    /// <summary>0 to 1: the wait is longer by up to this share of itself, at random.</summary>
    public double RandomFactor { get; }

    /// <summary>A child that lived this long counts as healthy: the waits begin anew. Null: only <see cref="BackoffSupervisor.Reset"/> does that.</summary>
    public TimeSpan? AutoReset { get; init; }

    /// <summary>Restarts without a reset after which the supervisor stops; less than 0 for any number.</summary>
    public int MaxNrOfRetries { get; init; } = -1;

    /// <summary>Of failures: which are answered by a restart with back-off; the others stop the child for good. Null: all but those of initialisation and Kill.</summary>
    public Func<Exception, bool>? IsTransient { get; init; }

    /// <summary>Sent back to whoever tells the child something while it waits; null: that goes to the dead letters.</summary>
    public object? ReplyWhileStopped { get; init; }

    /// <summary>A message of the child's after which it may end for good: it is passed on and its end is no reason to start again.</summary>
    public Func<object, bool>? IsFinalStop { get; init; }

    /// <summary>Numbers from 0 to 1 for the jitter; one call a wait.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Starts the child again when it has ended, for whatever reason: for children that stop themselves when something fails.</summary>
    public static BackoffOptions OnStop(Props child, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        new(child, childName, true, minBackoff, maxBackoff, randomFactor);

    /// <summary>Starts the child again when it has failed; one that stops itself stays stopped, and the supervisor with it.</summary>
    public static BackoffOptions OnFailure(Props child, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        new(child, childName, false, minBackoff, maxBackoff, randomFactor);
}
