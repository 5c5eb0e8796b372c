using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Studio.Output;

/// <summary>A stage of the chain has failed.</summary>
internal sealed class StageFailedException(string message) : Exception(message);

/// <summary>
/// Stands for a stage of the chain: it fails when its processors do, and its supervisor's answer is theirs. Restarted, it asks for the stage to be made
/// anew with the parameters it had; stopped, the stage stays bypassed.
/// </summary>
internal sealed class StageActor : ReceiveActor
{
    private readonly long _stage;

    public StageActor(long stage)
    {
        _stage = stage;
        Receive<Fault>(f => throw new StageFailedException(f.Reason));
    }

    public static Props Props(long stage) => Kernel.Actor.Props.Create(() => new StageActor(stage));

    protected override void PostRestart(Exception reason) => Context.Parent.Tell(new Renew(_stage, reason.Message), Self);

    /// <param name="Reason">In words.</param>
    public sealed record Fault(string Reason);

    /// <summary>The stage shall be made anew.</summary>
    public sealed record Renew(long Stage, string Reason);
}
