using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Capture;

/// <summary>What a capture is made with.</summary>
public sealed record CapturePorts(ICaptureCatalogue Catalogue, IOutput Output);

/// <summary>What is captured, and where to.</summary>
public sealed record CaptureSettings
{
    /// <summary>The source's id.</summary>
    public required string Id { get; init; }
    public required CaptureRequest Request { get; init; }
    /// <summary>The file.</summary>
    public required string Path { get; init; }
    /// <summary>How it is written, for what the source gives.</summary>
    /// <remarks>It throws ArgumentException where the file cannot hold that.</remarks>
    public required Func<CaptureFormat, WriterOptions> Encoding { get; init; }
    /// <summary>What every frame goes through ahead of the file, in place and without latency, such as dither; null, or one that is null: nothing.</summary>
    public Func<CaptureFormat, IRunningGraph?>? Process { get; init; }
    /// <summary>Of the file, to the frame; null: until it is stopped.</summary>
    public Seconds? Duration { get; init; }
    /// <summary>How long a source that is not there yet, or an application that fell silent, is waited for.</summary>
    public Seconds Patience { get; init; } = new(10);
}

/// <summary>Stop: the file is completed with what has come.</summary>
public sealed record StopCapture
{
    public static readonly StopCapture Instance = new();
}

/// <summary>Why a capture has ended.</summary>
public enum CaptureEnd
{
    /// <summary>It was told to.</summary>
    Stopped,
    /// <summary>The file is as long as it should be.</summary>
    Complete,
    /// <summary>The source has gone; the file holds what came until then.</summary>
    Vanished,
    /// <summary>The file could not be written on, and was completed with what it held.</summary>
    Cut,
    /// <summary>There is no file.</summary>
    Failed,
}

/// <summary>A place where the file holds silence for frames that are missing.</summary>
/// <param name="At">In the file.</param>
public sealed record CaptureGap(CaptureEventKind Kind, FrameCount At, FrameCount Frames);

/// <summary>What a capture tells, on the system's event stream.</summary>
public abstract record CaptureTold
{
    /// <summary>The source is not there yet.</summary>
    public sealed record Awaited(string Problem) : CaptureTold;

    public sealed record Opened(string Id, CaptureFormat Format) : CaptureTold;

    /// <summary>Regularly. Peaks by channel since the last time.</summary>
    public sealed record Progress(FrameCount Written, SampleRate Rate, IReadOnlyList<double> Peaks, FrameCount Missing, bool IsSilent) : CaptureTold;

    public sealed record Gap(CaptureGap Where) : CaptureTold;

    /// <summary>The application's stream has ended; its next one is waited for.</summary>
    public sealed record StreamEnded(FrameCount At) : CaptureTold;

    public sealed record StreamBegan(FrameCount At) : CaptureTold;

    /// <summary>The last one. The file has its name, unless it failed.</summary>
    public sealed record Ended(CaptureResult Result) : CaptureTold;
}

/// <summary>What has been captured.</summary>
public sealed record CaptureResult
{
    public required CaptureEnd End { get; init; }
    /// <summary>What ended it, where that was not wanted.</summary>
    public string? Problem { get; init; }
    public Exception? Failure { get; init; }
    public CaptureFormat? Format { get; init; }
    /// <summary>When the first frame was heard.</summary>
    public DateTimeOffset? Start { get; init; }
    /// <summary>Of the file.</summary>
    public FrameCount Frames { get; init; }
    /// <summary>Frames that were lost; silence of the same length stands in their place.</summary>
    public FrameCount Missing { get; init; }
    /// <summary>Frames of silence where an application had no stream, or the source said it had nothing.</summary>
    public FrameCount Silence { get; init; }
    public IReadOnlyList<CaptureGap> Gaps { get; init; } = [];
    /// <summary>Streams of the application that the file holds.</summary>
    public int Streams { get; init; }
    /// <summary>Every sample is the source's own: it was exact all the time.</summary>
    public bool IsExact { get; init; }
}
