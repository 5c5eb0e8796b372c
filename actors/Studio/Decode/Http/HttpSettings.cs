namespace NTWorkstation.Studio.Decode.Http;

/// <summary>How servers are asked.</summary>
public sealed record HttpSettings
{
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From a request to the head of its answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Without a byte; the connection counts as cut then.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>After a cut, doubled with every attempt that brings nothing.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts one after another that bring nothing, until a source is given up.</summary>
    public int MostAttempts { get; init; } = 8;

    public int MostRedirects { get; init; } = 10;

    /// <summary>Bytes that are read ahead of the decoder.</summary>
    public int ReadAhead { get; init; } = 2 << 20;
}
