using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>What happens in a run, in order, told by its thread.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>The first item is open and the shape is settled. The sink is the receiver's from now on, to be disposed of once the run has ended
    /// and nobody reads it.</summary>
    public sealed record Opened(RunShape Shape, IStreamSink Sink) : RunEvent;

    /// <summary>Enough is in the sink to begin, or all there is.</summary>
    public sealed record Filled : RunEvent;

    /// <summary>From the mark on it is this item.</summary>
    /// <param name="Mark">Where.</param>
    /// <param name="Title">Of the source.</param>
    /// <param name="Info">Of the source.</param>
    /// <param name="Length">Of the item, at the mark's rate of it; null where it is not known.</param>
    /// <param name="Gain">Factor by its tags, 1: none.</param>
    /// <param name="IsExact">Nothing changes a sample between source and sink: no conversion, fold, gain or crossfade.</param>
    public sealed record ItemBegan(RunMark Mark, string Title, MediaInfo Info, FrameCount? Length, double Gain, bool IsExact) : RunEvent
    {
        /// <summary>It comes at its own pace, and has no places to seek.</summary>
        public bool IsLive { get; init; }

        /// <summary>The time of a frame of the item.</summary>
        public Seconds At(FrameCount itemFrame) => itemFrame.At(Mark.ItemRate);
    }

    /// <summary>All of the item is in the run.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="ItemFrame">Where in the item it ended.</param>
    /// <param name="DamagedPackets">That became silence.</param>
    public sealed record ItemEnded(long Id, FrameCount ItemFrame, long DamagedPackets) : RunEvent;

    /// <summary>It could not be opened, or not be read on; what follows goes on.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Fault">What kind of fault.</param>
    /// <param name="Message">What, where, what to do.</param>
    /// <param name="ItemFrame">Where it broke off; null: it never began.</param>
    public sealed record ItemFailed(long Id, MediaFault Fault, string Message, FrameCount? ItemFrame) : RunEvent;

    /// <summary>Something happened to the source of an item. Comes from any thread.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="RunFrame">What was written of the run by then: about where it is heard.</param>
    /// <param name="Rate">Of the source.</param>
    /// <param name="News">What.</param>
    public sealed record SourceTold(long Id, FrameCount RunFrame, SampleRate Rate, SourceNews News) : RunEvent;

    /// <summary>The last event. The sink is closed.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Length">Of the run.</param>
    /// <param name="Left">Items that have no part in it, in order.</param>
    /// <param name="Error">What made it fail.</param>
    public sealed record Ended(RunEnd Reason, FrameCount Length, IReadOnlyList<RunItem> Left, Exception? Error = null) : RunEvent;
}

public enum RunEnd
{
    /// <summary>Nothing more was queued.</summary>
    Done,
    /// <summary>The next item needs a run of another shape.</summary>
    ShapeChanges,
    Cancelled,
    /// <summary>By a fault that is no item's.</summary>
    Failed,
}
