using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Capture;

/// <summary>What is asked of a source.</summary>
public sealed record CaptureRequest
{
    /// <summary>Null: the source's own.</summary>
    public SampleRate? Rate { get; init; }
    /// <summary>1 to 64; null: the source's own.</summary>
    public int? Channels { get; init; }
    /// <summary>Forms of PCM; None: the source's own, or its best.</summary>
    public DeviceSamples Samples { get; init; }
    /// <summary>How much sound the source gathers before it hands it on; 0.002 to 2 s.</summary>
    public Seconds Latency { get; init; } = new(0.02);
    /// <summary>What is kept for a reader that is late; 0.01 to 60 s.</summary>
    public Seconds Buffer { get; init; } = new(4);
    /// <summary>Refuse a source that would be converted or turned down on its way.</summary>
    public bool IsExact { get; init; }
    /// <summary>An application: when its stream ends, its next one is waited for, with silence until then.</summary>
    public bool Follows { get; init; }
}

/// <summary>What was agreed with a source.</summary>
/// <param name="Samples">One form, as the source hands them on.</param>
/// <param name="IsExact">No conversion and no volume is between the source and here, as far as can be told.</param>
public sealed record CaptureFormat(SampleRate Rate, int Channels, DeviceSamples Samples, Seconds Latency, bool IsExact);

public enum CaptureState
{
    /// <summary>Not started.</summary>
    Open = 0,
    Running = 1,
    /// <summary>Unplugged, ended, its server gone: <see cref="IInputDevice.Fault"/> says why.</summary>
    Lost = 2,
}

/// <summary>Counters of a source, in frames. They are read one after the other while it goes on.</summary>
/// <param name="Captured">That came, silence counted in.</param>
/// <param name="Silence">Of those, the ones that stand where the source had nothing.</param>
/// <param name="Dropped">That came and found no room: the reader was late.</param>
/// <param name="Overruns">Times that this began.</param>
/// <param name="Lost">That were lost on the side of the source, as far as it says.</param>
/// <param name="Interruptions">Times that this happened.</param>
/// <param name="Delay">From the source to here, as far as known.</param>
/// <param name="Start">When the first frame was heard; null: none has come.</param>
/// <param name="Unheard">Events that were not fetched in time and are gone.</param>
public readonly record struct CaptureClock(FrameCount Captured, FrameCount Silence, FrameCount Dropped, long Overruns, FrameCount Lost,
    long Interruptions, FrameCount Delay, DateTimeOffset? Start, long Unheard, CaptureState State);

public enum CaptureEventKind
{
    /// <summary>Frames are missing ahead of the position: the reader was late.</summary>
    Dropped = 1,
    /// <summary>Frames are missing ahead of the position: lost by the source, their number estimated.</summary>
    Interrupted = 2,
    /// <summary>Frames from the position on are silence: the source had nothing.</summary>
    Hole = 3,
    /// <summary>The application's stream has ended; silence from the position on.</summary>
    StreamEnded = 4,
    /// <summary>The application's next stream begins at the position.</summary>
    StreamBegan = 5,
}

/// <param name="Position">Frames since the start.</param>
public readonly record struct CaptureEvent(CaptureEventKind Kind, FrameCount Position, FrameCount Frames);

/// <summary>
/// An open source. What it brings is gathered natively; one thread reads. An event about a position is there before the frames that follow it
/// are available.
/// </summary>
public interface IInputDevice : IDisposable
{
    string Id { get; }

    /// <summary>What was agreed; whether it is exact may change meanwhile. Any thread.</summary>
    CaptureFormat Format { get; }

    /// <summary>Any thread; allocates nothing.</summary>
    CaptureClock Clock { get; }

    /// <summary>What ended it; empty while it is well. Any thread.</summary>
    string Fault { get; }

    /// <summary>Frames begin to come.</summary>
    /// <exception cref="MediaException">Io.</exception>
    void Start();

    /// <summary>Frames that can be read, at least. Reader.</summary>
    FrameCount Available { get; }

    /// <summary>Takes up to so many frames of those that are there and sets the block's Frames. Never waits or allocates. Reader.</summary>
    int Read(AudioBlock block, int most);

    /// <summary>Waits until so many frames can be read. Reader.</summary>
    /// <returns>False: not in this time, or the source is lost and fewer are there.</returns>
    bool WaitReadable(FrameCount frames, TimeSpan timeout);

    /// <summary>The oldest event that was not fetched. Reader.</summary>
    bool TryNextEvent(out CaptureEvent e);
}

/// <summary>The sources of this machine. Thread-safe.</summary>
public interface ICaptureCatalogue
{
    /// <summary>Everything that is there; kinds whose library or server is missing are left out. Takes up to two seconds.</summary>
    IReadOnlyList<CaptureDescription> List();

    /// <param name="id">As described, and app:NAME: an application by its name or its program's.</param>
    /// <exception cref="MediaException">NotFound: no such source, or the application does not sound; Io: busy or gone, may succeed when repeated;
    /// Unsupported: nothing of what was asked fits, the message names what would, or the kind's library is missing.</exception>
    /// <exception cref="ArgumentException">A value out of range.</exception>
    IInputDevice Open(string id, CaptureRequest request);
}
