using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Capture;

public enum CaptureKind
{
    /// <summary>A microphone, a line.</summary>
    Input = 0,
    /// <summary>What an output plays.</summary>
    Monitor = 1,
    /// <summary>What one application plays.</summary>
    Application = 2,
}

/// <summary>A source that can be captured.</summary>
public sealed record CaptureDescription
{
    /// <summary>"pulse:SOURCE", "app:INDEX", "alsa:NAME", "jack:CLIENT": what Open takes.</summary>
    public required string Id { get; init; }
    /// <summary>For people; of an application its name.</summary>
    public required string Name { get; init; }
    public required string Backend { get; init; }
    public required CaptureKind Kind { get; init; }
    public bool IsDefault { get; init; }
    /// <summary>Of an application: what it says it plays; else empty.</summary>
    public string Media { get; init; } = "";
    /// <summary>Of a monitor and an application: the id of the device that plays it; else empty.</summary>
    public string Output { get; init; } = "";
    /// <summary>Of an application, where it is known.</summary>
    public int? ProcessId { get; init; }
    /// <summary>An application that has paused.</summary>
    public bool IsCorked { get; init; }
    /// <summary>0: not known without opening it.</summary>
    public int Channels { get; init; }
    /// <summary>Null: not known without opening it.</summary>
    public SampleRate? Rate { get; init; }
    /// <summary>One form of PCM; None: not known without opening it.</summary>
    public DeviceSamples Samples { get; init; }
}
