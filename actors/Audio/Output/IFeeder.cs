using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Output;

/// <summary>Makes feeders. Thread-safe.</summary>
public interface IFeeders
{
    /// <summary>A thread that feeds a device, which is not started yet. One a device; while it lives device and graph stay open.</summary>
    /// <param name="graph">What the sound goes through; null: nothing. Edits stay the caller's, the feeder does the processing.</param>
    /// <exception cref="ArgumentException">An option is out of its range; graph and device have other channels; either was made by another engine.</exception>
    IFeeder Create(IOutputDevice device, ILiveGraph? graph, FeederOptions options);

    /// <summary>A thread that wakes as a feeder does and only fills a device's ring with zeros: where it is late, nothing that plays here could have
    /// been in time. The device is not started yet.</summary>
    /// <param name="priority">As of <see cref="FeederOptions.Priority"/>.</param>
    /// <exception cref="ArgumentException">The device was made by another engine.</exception>
    IBareFeeder CreateBare(IOutputDevice device, int priority);
}

/// <summary>How a device is fed.</summary>
public sealed record FeederOptions
{
    /// <summary>Frames at once, 16 to 8192; 0: by the device's buffer.</summary>
    public int BlockFrames { get; init; }
    /// <summary>Of what is heard, kept for meters; 0: none.</summary>
    public int TrailFrames { get; init; }
    /// <summary>Factor, 0 to 16; 1 changes no bit.</summary>
    public double Gain { get; init; } = 1;
    /// <summary>Of pauses, switches and gaps; up to 1 s.</summary>
    public Seconds Fade { get; init; } = new(0.005);
    public bool IsPaused { get; init; }
    /// <summary>Waits for runs that are late: for devices that are not paced.</summary>
    public bool IsPatient { get; init; }
    /// <summary>Of the real-time class, 1 to 99, where the system grants it; 0: an ordinary thread.</summary>
    public int Priority { get; init; }
}

/// <summary>The thread between runs and a device. Runs are taken one after another; where one ends and the next is there, they are one stream.</summary>
/// <remarks>Commands take effect at the border of a block, in their order. All members are for one owner.</remarks>
public interface IFeeder : IDisposable
{
    /// <summary>After all that are queued.</summary>
    /// <param name="run">Of the device's channels and coding, made by the same engine; in use until Ended or Left is told.</param>
    /// <param name="id">1 or more.</param>
    /// <param name="fadesIn">It begins in the middle of something.</param>
    /// <exception cref="ArgumentException">Its channels do not fit.</exception>
    void Queue(IStreamSink run, long id, bool fadesIn = false);

    /// <summary>At once, in place of all others.</summary>
    /// <inheritdoc cref="Queue"/>
    void Switch(IStreamSink run, long id, bool fadesIn = false);

    /// <summary>All runs are left.</summary>
    void Stop();

    void Pause();

    void Resume();

    /// <param name="gain">Factor, 0 to 16.</param>
    /// <param name="ramp">How long it takes to get there.</param>
    void SetGain(double gain, Seconds ramp);

    /// <summary>The device drains once all that is queued has gone.</summary>
    void Finish();

    /// <returns>False: there is none now.</returns>
    bool TryNextEvent(out FeederEvent e);

    FeederState State { get; }

    /// <summary>Copies what was heard last, after the volume: the newest frames that fit the block.</summary>
    /// <returns>False: no trail is kept, or nothing was heard yet.</returns>
    bool ReadTrail(AudioBlock block);
}

/// <summary>What this machine can do at all. For one owner.</summary>
public interface IBareFeeder : IDisposable
{
    BareFeederState State { get; }
}

/// <param name="Wakes">So far.</param>
/// <param name="WorstLate">Longest time from when the thread was to wake until it did, since it was asked last.</param>
/// <param name="IsRealTime">The priority was granted.</param>
public readonly record struct BareFeederState(long Wakes, TimeSpan WorstLate, bool IsRealTime);

public enum FeederEventKind
{
    /// <summary>The first frame of a run goes to the device.</summary>
    Began = 0,
    /// <summary>The last one has gone; the run is no longer used.</summary>
    Ended = 1,
    /// <summary>It was left before its end and is no longer used.</summary>
    Left = 2,
    /// <summary>It had no frames: silence follows.</summary>
    Starved = 3,
    Resumed = 4,
    Paused = 5,
    /// <summary>Nothing more is queued.</summary>
    Silent = 6,
    /// <summary>It held values that are not finite; they are silence.</summary>
    Faulty = 7,
    /// <summary>The delay of the graph has changed.</summary>
    Shifted = 8,
}

/// <summary>Frame <paramref name="RunFrame"/> of the run is heard as frame <paramref name="DeviceFrame"/> of the device's.</summary>
public readonly record struct FeederEvent(FeederEventKind Kind, long Run, FrameCount RunFrame, FrameCount DeviceFrame, long Value);

/// <param name="Run">That is taken; 0: none.</param>
/// <param name="RunFrame">Taken of it.</param>
/// <param name="DeviceFrame">Given to the device.</param>
/// <param name="IsUnity">Nothing between run and device changes a bit now.</param>
/// <param name="Worst">Longest time of a block since it was asked last.</param>
/// <param name="ThreadTime">CPU time of the thread.</param>
public readonly record struct FeederState(long Run, FrameCount RunFrame, FrameCount DeviceFrame, double Gain, bool IsUnity, bool IsRealTime, TimeSpan Worst, TimeSpan ThreadTime);
