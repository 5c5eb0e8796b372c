using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Output;

/// <summary>What an output is made with.</summary>
public sealed record OutputPorts(IDeviceCatalogue Devices, IFeeders Feeders, ILiveGraphs Graphs)
{
    /// <summary>How processors of documents run; as they are, where nothing else is said.</summary>
    public StageResolver Resolve { get; init; } = (spec, _) => spec;
}

/// <summary>Which device, and how it is used.</summary>
public sealed record OutputSettings
{
    public required string Device { get; init; }
    /// <summary>2 ms to 2 s.</summary>
    public Seconds Latency { get; init; } = new(0.1);
    /// <summary>TPDF dither where the device has 16 or 24 bits and the sound has more.</summary>
    public bool Dithers { get; init; } = true;
    /// <summary>A device that would change samples itself is refused.</summary>
    public bool IsExact { get; init; }
    /// <summary>null and file: as fast as the sound comes.</summary>
    public bool IsUnpaced { get; init; }
    /// <summary>Frames that are kept for meters; 0: none.</summary>
    public int TrailFrames { get; init; }
    /// <summary>Between two looks at where the device is, of which each wakes everyone who follows it; what is told of is exact to the frame all the same.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(50);
    public bool IsFile => Device.StartsWith("file:", StringComparison.Ordinal);
}

/// <summary>What an output is told.</summary>
internal abstract record OutputCommand
{
    /// <param name="Switches">At once, in place of all others.</param>
    public sealed record Take(IStreamSink Sink, long Run, bool Switches, bool FadesIn) : OutputCommand;

    public sealed record Pause : OutputCommand;

    public sealed record Resume : OutputCommand;

    /// <summary>All runs are left.</summary>
    public sealed record Stop : OutputCommand;

    public sealed record SetGain(double Gain) : OutputCommand;

    /// <summary>Makes a stage of the chain fail, to try how everything bears it.</summary>
    public sealed record Inject(long Stage, StageFault Fault) : OutputCommand;

    /// <summary>The whole chain from now on; answered by <see cref="OutputTold.ChainTaken"/> or <see cref="OutputTold.ChainRefused"/>.</summary>
    public sealed record SetChain(IReadOnlyList<StagePlan> Chain, long Revision) : OutputCommand;

    /// <summary>A stage that was given up is tried anew.</summary>
    public sealed record RenewStage(long Stage) : OutputCommand;

    /// <summary>Ends once all that was taken is heard.</summary>
    public sealed record Drain : OutputCommand;
}

/// <summary>What an output tells its parent.</summary>
internal abstract record OutputTold
{
    /// <param name="Stages">In the way of the sound.</param>
    public sealed record Opened(DeviceFormat Format, string Device, int Stages) : OutputTold;

    /// <param name="IsGivenUp">It stays bypassed.</param>
    public sealed record StageFailed(long Stage, string Problem, bool IsGivenUp) : OutputTold;

    public sealed record StageRestarted(long Stage) : OutputTold;

    /// <param name="Stages">In the way of the sound.</param>
    public sealed record ChainTaken(long Revision, int Stages) : OutputTold;

    /// <summary>The chain does not fit; everything is as before.</summary>
    public sealed record ChainRefused(long Revision, string Problem) : OutputTold;

    /// <summary>Regularly while it is open.</summary>
    /// <param name="Heard">Frames of the device's ring that have been heard.</param>
    /// <param name="Loudest">Highest magnitude of the last frames that were sent, by channel; empty without a trail.</param>
    /// <param name="IsExact">What is written reaches the device's end unchanged, at this moment.</param>
    public sealed record Progress(IReadOnlyList<FeederEvent> Events, DeviceClock Clock, FeederState Feeder, FrameCount Heard, IReadOnlyList<double> Loudest, bool IsExact) : OutputTold;

    /// <summary>Everything has been heard; the actor ends.</summary>
    public sealed record Drained : OutputTold;

    /// <summary>The chain cannot be made for sound of this shape; the actor ends, and no device was opened.</summary>
    public sealed record Unfit(string Problem) : OutputTold;

    /// <summary>The device cannot be opened, or has gone; the actor ends.</summary>
    /// <param name="IsTransient">It may succeed when repeated.</param>
    public sealed record Failed(string Problem, bool IsTransient) : OutputTold;
}
