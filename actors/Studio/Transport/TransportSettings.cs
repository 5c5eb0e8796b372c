using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Http;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

/// <summary>What a transport is made with.</summary>
public sealed record TransportPorts(RunPorts Runs, OutputPorts Output)
{
    /// <summary>Reads playlists on servers; null: those are refused.</summary>
    public HttpOpener? Web { get; init; }
}

/// <summary>How a transport plays.</summary>
public sealed record TransportSettings
{
    public required OutputSettings Output { get; init; }
    /// <summary>The rate of the device; null: that of what is played, where the device takes it.</summary>
    public SampleRate? Rate { get; init; }
    /// <summary>Nothing may change a bit: what cannot be played so is skipped.</summary>
    public bool IsBitPerfect { get; init; }
    /// <summary>How DSD is played where nothing is to be done to it.</summary>
    public DsdMode Dsd { get; init; }
    public GainPolicy Gain { get; init; } = GainPolicy.Off;
    public ResampleQuality Quality { get; init; } = ResampleQuality.High;
    /// <summary>Of consecutive entries, 0 to 12 s.</summary>
    public Seconds Crossfade { get; init; }
    public Decibels Volume { get; init; }
    /// <summary>What everything goes through at first.</summary>
    public IReadOnlyList<ProcessorSpec> Chain { get; init; } = [];
    /// <summary>Of shuffling.</summary>
    public int Seed { get; init; }
    /// <summary>The device ends, a file is completed, when the queue has been played.</summary>
    public bool EndsWithQueue { get; init; }
    /// <summary>The device that takes the place of the output's until it stops, where that is not there or stays away; null: none. All else is as the output's settings say.</summary>
    public string? Fallback { get; init; }
    /// <summary>Attempts to open a device that fails, one after another.</summary>
    public int MostAttempts { get; init; } = 8;
}

/// <summary>The queue has been played and the device has given everything: told to who made the transport, where it <see cref="TransportSettings.EndsWithQueue"/>.</summary>
/// <param name="Problem">Null where all went well.</param>
public sealed record TransportEnded(string? Problem)
{
    /// <summary>It was stopped after an entry, with others behind it.</summary>
    public bool HasMore { get; init; }
}

/// <summary>A measure of what is heard, published to the event stream while something is open.</summary>
/// <param name="Peaks">Highest magnitude of the last frames, by channel.</param>
/// <param name="Missing">Frames of silence because something was late.</param>
public sealed record TransportPulse(Contracts.Transport.TransportState State, Contracts.Transport.EntryId? Entry, Seconds Position, IReadOnlyList<double> Peaks, long Missing)
{
    /// <summary>Of the device that is open now.</summary>
    public required OutputHealth Health { get; init; }
}

/// <summary>How well a device is fed.</summary>
/// <param name="Starvations">Times in which the ring lacked frames.</param>
/// <param name="Underruns">Times in which the device itself ran dry.</param>
/// <param name="WorstBlock">Longest time the feeder took for a block since the last pulse.</param>
/// <param name="FeederTime">Processor time of the feeder's thread.</param>
/// <param name="IsRealTime">The feeder has the priority it asked for.</param>
public sealed record OutputHealth(long Starvations, long Underruns, TimeSpan WorstBlock, TimeSpan FeederTime, bool IsRealTime);

/// <summary>More entries, already read: what <see cref="Contracts.Transport.Enqueue"/> is where addresses need no reading.</summary>
public sealed record EnqueueItems(IReadOnlyList<PlayItem> Items);

/// <summary>Stops, and answers <see cref="Done"/> once what is in the device's buffer has faded out and nothing is heard any more.</summary>
public sealed record FadeOut;

/// <summary>Where the transport is, and what is heard of the devices that it opens from now on, is shown there; who made the view disposes of it when the transport has ended.</summary>
public sealed record ShowIn(Audio.Output.IPlayerView View);
