using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Graph;

/// <summary>
/// Stages in order that are edited while they play. Process and Reset on one thread; Info on any; everything else on one more thread at a
/// time. Without edits, bypasses and faults the samples are those of <see cref="IRunningGraph"/> of all processors.
/// </summary>
/// <remarks>
/// A stage that fails is replaced by its delayed input within 10 ms and stays so until a list gives it anew. Edits and bypasses begin at the
/// border of a block.
/// </remarks>
public interface ILiveGraph : IDisposable
{
    LiveGraphOptions Options { get; }

    LiveGraphInfo Info { get; }

    /// <summary>Hands over the whole new list. Stages that go on keep their order; between them old and new stages run side by side until the
    /// new ones are faded in. A list that no block has taken yet is replaced by the next one, and no event tells of it.</summary>
    /// <returns>The number of this edit, as <see cref="LiveGraphEdited"/> tells it; null while an edit before is under way: ask again.</returns>
    /// <exception cref="ArgumentException">The list does not fit or a parameter is out of its range; nothing has changed.</exception>
    /// <exception cref="Decode.MediaException">More than 64 stages, or a stage that is not supported.</exception>
    long? TryEdit(IReadOnlyList<LiveStage> stages);

    /// <summary>Fades a stage out of the way or in again; it runs on unheard.</summary>
    /// <exception cref="KeyNotFoundException">No such stage.</exception>
    /// <exception cref="InvalidOperationException">It has failed and cannot be taken in.</exception>
    void Bypass(StageId stage, bool isBypassed);

    /// <summary>The next event, oldest first; null where there is none. To be asked regularly: it gives back what edits have left behind.</summary>
    LiveGraphEvent? NextEvent();

    /// <summary>Makes a stage fail at its next block, to try how a studio bears it; null: it has time again.</summary>
    /// <exception cref="KeyNotFoundException">No such stage.</exception>
    void Inject(StageId stage, StageFault? fault);

    /// <summary>In place; Channels becomes <see cref="LiveGraphInfo.OutputChannels"/>, for which the block must have room. Allocates nothing.</summary>
    /// <exception cref="Decode.MediaException">The input holds NaN or infinity; everything is as before.</exception>
    void Process(AudioBlock block);

    /// <summary>Forgets the signal; an edit under way ends at once.</summary>
    void Reset();
}

/// <summary>Makes live graphs. Thread-safe.</summary>
public interface ILiveGraphs
{
    /// <summary>Begins with no stage.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    ILiveGraph Create(LiveGraphOptions options);
}

public sealed record LiveGraphOptions
{
    /// <summary>Of the input.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>Of a block, 1 to 65536.</summary>
    public int MaxFrames { get; init; } = 4096;

    /// <summary>Length of the fades of edits and bypasses, up to 1 s.</summary>
    public Seconds Fade { get; init; } = new(0.02);

    /// <summary>Time that new stages run unheard, at least; up to 10 s. One of more latency runs unheard for that long.</summary>
    public Seconds Warm { get; init; } = new(0.03);

    /// <summary>Share of a block's duration that one stage may take in thread time, above 0 to 1000; null: no limit.</summary>
    public double? Budget { get; init; }

    /// <summary>Blocks in a row over the budget until a stage has failed, 1 to 1000000.</summary>
    public int Patience { get; init; } = 8;
}

/// <param name="OutputChannels">Channels that leave.</param>
/// <param name="Latency">Of the list that is heard.</param>
/// <param name="Tail">Likewise: frames after the last input until the output is below −120 dB, latency not counted; null where unknown.</param>
/// <param name="Stages">How many stages it has.</param>
/// <param name="IsChanging">An edit is not over.</param>
/// <param name="Frames">Processed since creation.</param>
public readonly record struct LiveGraphInfo(int OutputChannels, FrameCount Latency, FrameCount? Tail, int Stages, bool IsChanging, FrameCount Frames);
