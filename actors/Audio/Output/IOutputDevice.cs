using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Output;

public enum DeviceState
{
    /// <summary>Not started.</summary>
    Open = 0,
    Running = 1,
    /// <summary>The stream was ended and everything has been heard.</summary>
    Drained = 2,
    /// <summary>Unplugged, its server gone, failed: <see cref="IOutputDevice.Fault"/> says why.</summary>
    Lost = 3,
}

/// <summary>Counters of a device, in frames of its ring. They are read one after the other while it plays.</summary>
/// <param name="Played">Taken from the ring.</param>
/// <param name="Silence">Written in the place of frames.</param>
/// <param name="Starved">Of those, the ones that were missing.</param>
/// <param name="Starvations">Calls in which frames were missing.</param>
/// <param name="Underruns">The device itself ran dry.</param>
/// <param name="Late">Frames the device lost or repeated through those, as far as it says.</param>
/// <param name="Delay">Taken and not yet heard; silence behind the last frame does not count.</param>
/// <param name="At">Of the last call, since the system's monotonic clock began.</param>
/// <param name="IsDithering">Dither was added to the frames taken last.</param>
public readonly record struct DeviceClock(FrameCount Played, FrameCount Silence, FrameCount Starved, long Starvations, long Underruns, FrameCount Late, FrameCount Delay, TimeSpan At, DeviceState State, bool IsDithering);

/// <summary>
/// An open device. Its ring has one writing thread: a feeder, or whoever calls the members of <see cref="IFrameSink"/> (PCM only: a ring of DSD
/// holds bytes). Close ends the stream, after which it drains; Dispose stops at once, and completes a file.
/// </summary>
public interface IOutputDevice : IFrameSink
{
    string Id { get; }

    /// <summary>What was agreed; whether it is exact may change while it plays. Any thread.</summary>
    DeviceFormat Format { get; }

    /// <summary>Any thread; allocates nothing.</summary>
    DeviceClock Clock { get; }

    /// <summary>What ended it; empty while it is well. Any thread.</summary>
    string Fault { get; }

    /// <summary>It begins to take frames: fill the ring first, what is missing is silence and counted.</summary>
    /// <exception cref="MediaException">Io.</exception>
    void Start();

    /// <summary>While it is idle an empty ring is no starvation.</summary>
    void SetIdle(bool isIdle);

    /// <summary>The time since boot, sleep counted in, after which it writes silence in place of what the ring holds; null: never. Any thread.</summary>
    void SetDeadline(TimeSpan? sinceBoot);
}
