namespace NTWorkstation.Kernel.Shutdown;

/// <summary>A step of an orderly end.</summary>
/// <param name="Name">Unique.</param>
/// <param name="DependsOn">Phases that are over before this one begins.</param>
public sealed record ShutdownPhase(string Name, params IReadOnlyList<string> DependsOn)
{
    public const string BeforeServiceUnbind = "before-service-unbind";
    public const string ServiceUnbind = "service-unbind";
    public const string ServiceRequestsDone = "service-requests-done";
    public const string ServiceStop = "service-stop";
    public const string BeforeClusterShutdown = "before-cluster-shutdown";
    public const string ClusterShutdown = "cluster-shutdown";
    public const string BeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string ActorSystemTerminate = "actor-system-terminate";

    /// <summary>How long its tasks may take together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>True: when tasks fail or take too long the next phases follow all the same. False: the shutdown fails.</summary>
    public bool Recover { get; init; } = true;

    /// <summary>Those of Akka, in a row.</summary>
    public static IReadOnlyList<ShutdownPhase> Defaults { get; } =
    [
        new(BeforeServiceUnbind),
        new(ServiceUnbind, BeforeServiceUnbind),
        new(ServiceRequestsDone, ServiceUnbind),
        new(ServiceStop, ServiceRequestsDone),
        new(BeforeClusterShutdown, ServiceStop),
        new(ClusterShutdown, BeforeClusterShutdown),
        new(BeforeActorSystemTerminate, ClusterShutdown),
        new(ActorSystemTerminate, BeforeActorSystemTerminate) { Timeout = TimeSpan.FromSeconds(10) },
    ];
}

/// <summary>Why a system ends.</summary>
/// <param name="Name">A word, such as "terminated by signal".</param>
public sealed record ShutdownReason(string Name)
{
    public static ShutdownReason Asked { get; } = new("asked for");
}

/// <summary>A phase that must not fail did.</summary>
public sealed class ShutdownFailedException : Exception
{
    internal ShutdownFailedException(string phase, Exception cause)
        : base($"The shutdown phase {phase} failed: {cause.Message}", cause)
    {
    }
}
