using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Graph;

/// <summary>Something that happened while a live graph played.</summary>
/// <param name="Frame">Of its stream, counted since creation.</param>
public abstract record LiveGraphEvent(FrameCount Frame);

/// <summary>The list of this edit is what is heard.</summary>
/// <param name="Frame">The first frame of it alone.</param>
/// <param name="Edit">As <see cref="ILiveGraph.TryEdit"/> numbered it.</param>
/// <param name="Latency">From now on.</param>
public sealed record LiveGraphEdited(FrameCount Frame, long Edit, FrameCount Latency) : LiveGraphEvent(Frame);

/// <summary>A stage has failed and is replaced by its delayed input within 10 ms.</summary>
/// <param name="Frame">The first frame that it did not make.</param>
/// <param name="Stage">Which.</param>
/// <param name="Fault">What kind of failure.</param>
/// <param name="Reason">In words.</param>
public sealed record StageFailed(FrameCount Frame, StageId Stage, StageFault Fault, string Reason) : LiveGraphEvent(Frame);

/// <summary>The fade around a stage is over.</summary>
public sealed record StageBypassed(FrameCount Frame, StageId Stage) : LiveGraphEvent(Frame);

/// <summary>The fade back to a stage is over.</summary>
public sealed record StageUnbypassed(FrameCount Frame, StageId Stage) : LiveGraphEvent(Frame);

public enum StageFault
{
    /// <summary>A value that is not finite left it.</summary>
    NotFinite,
    /// <summary>It took more time than there is.</summary>
    OverBudget,
    /// <summary>Its processors answered an error.</summary>
    Refused,
}
