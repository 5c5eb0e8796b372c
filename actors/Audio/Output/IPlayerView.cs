using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Output;

/// <summary>Makes views of players. Thread-safe.</summary>
public interface IPlayerViews
{
    /// <summary>Shows a player in shared memory, under a name by which other processes find it.</summary>
    /// <param name="name">1 to 64 letters, digits, '.', '_' and '-'.</param>
    /// <exception cref="MediaException">Io: another player has the name, or there is no shared memory; NoSpace; NotFound: it is no such name.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    IPlayerView Create(string name, PlayerViewOptions options);

    /// <summary>Removes what this user's players left that were killed; those that live are left alone.</summary>
    /// <returns>How many.</returns>
    int Sweep();
}

/// <summary>What a view shows.</summary>
public sealed record PlayerViewOptions
{
    /// <summary>Of spectrum and meters, 1 to 240.</summary>
    public double FramesPerSecond { get; init; } = 60;
    /// <summary>Of waveform that is kept, 1 s to an hour.</summary>
    public Seconds Overview { get; init; } = new(60);
    /// <summary>A power of two, 512 to 16384; 0: by the device's rate.</summary>
    public int FftSize { get; init; }
    /// <summary>Of the spectrum, 1 to 24.</summary>
    public int BandsPerOctave { get; init; } = 6;
}

/// <summary>
/// What a player shows to other processes: where it is, and what is heard, measured by a thread of its own. Nobody who reads it costs the player anything.
/// It outlives the devices that are attached one after the other. Thread-safe; disposed of by who made it.
/// </summary>
public interface IPlayerView : IDisposable
{
    /// <summary>What this device plays is measured from now on, as it is heard, in the place of another's.</summary>
    /// <param name="device">Not started yet.</param>
    /// <param name="feeder">Its own, with a trail as long as what device and ring hold and half a second more; without one nothing is measured.</param>
    /// <returns>Disposed of, the device is looked at no longer; if another has taken its place, that one stays.</returns>
    /// <exception cref="ArgumentException">Either was made by another engine.</exception>
    IDisposable Attach(IOutputDevice device, IFeeder feeder);

    /// <summary>Shows where the player is.</summary>
    void Tell(in PlayerPlace place);

    PlayerViewState State { get; }
}

public enum PlayerState
{
    Stopped = 0,
    Playing = 1,
    Paused = 2,
}

/// <summary>Where a player is.</summary>
/// <param name="Entry">0: none.</param>
/// <param name="Position">In the entry, of what is heard.</param>
/// <param name="Duration">Null where it is not known.</param>
/// <param name="At">When it was there, since the system's monotonic clock began.</param>
/// <param name="Ahead">What is certain to be heard after that.</param>
/// <param name="Rate">Of the device; null: none is open.</param>
public readonly record struct PlayerPlace(PlayerState State, long Entry, Seconds Position, Seconds? Duration, TimeSpan At, Seconds Ahead, SampleRate? Rate);

/// <param name="Steps">Times the thread has looked.</param>
/// <param name="Spectra">That were computed.</param>
/// <param name="Lost">Frames that were gone before they could be measured.</param>
/// <param name="Readers">Processes that look, as far as it can tell.</param>
/// <param name="IsIdle">Nothing is heard.</param>
/// <param name="ThreadTime">CPU time of the thread.</param>
public readonly record struct PlayerViewState(long Steps, long Spectra, FrameCount Lost, int Readers, bool IsIdle, TimeSpan ThreadTime);
