namespace NTWorkstation.Audio.Decode;

/// <summary>The bytes of a medium that is no file here: on a server, in a stream. Read by one thread at a time.</summary>
public interface IByteSource
{
    /// <summary>Bytes; null: not known.</summary>
    long? Length { get; }

    /// <summary>False: <see cref="Read"/> is asked for offsets in order only. True only where the length is known.</summary>
    bool IsSeekable { get; }

    /// <summary>They come at their own pace, without an end.</summary>
    bool IsLive { get; }

    /// <summary>Waits for at least one byte from the offset on; 0: the end.</summary>
    /// <exception cref="MediaException">They cannot be had.</exception>
    /// <exception cref="OperationCanceledException">Waiting was given up.</exception>
    int Read(long offset, Span<byte> bytes);
}
