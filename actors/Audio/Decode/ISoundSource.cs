using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>One item that sounds: a file, a stream, a signal. Read and Seek by one thread at a time.</summary>
public interface ISoundSource : IMediaReader
{
    /// <summary>What it is called, for people; of a live source it may change while it is read. Any thread.</summary>
    string Title { get; }

    /// <summary>False: <see cref="IMediaReader.Seek"/> is refused.</summary>
    bool IsSeekable { get; }

    /// <summary>It comes at its own pace: Read waits for it.</summary>
    bool IsLive { get; }

    /// <summary>A Read that waits, and every one after it, ends with <see cref="OperationCanceledException"/>. Any thread.</summary>
    void Interrupt();

    /// <summary>Its bits, where <see cref="MediaInfo.DsdRate"/> says that it has some; they are read apart from its samples.</summary>
    /// <exception cref="MediaException">Unsupported: it has none; NotFound, Malformed, Io.</exception>
    IBitReader OpenBits() => throw new MediaException(MediaFault.Unsupported, $"{Title} has no bits of DSD.");

    /// <summary>What happens to it while it is read, told by any of its threads; who hears it must not wait for it. Most sources have nothing to tell.</summary>
    event Action<SourceNews> Told
    {
        add { }
        remove { }
    }
}

/// <summary>Opens sources. Thread-safe.</summary>
public interface ISourceOpener
{
    /// <param name="address">What to open.</param>
    /// <param name="wanted">The rate its samples are wanted at, where it matters to the source (DSD, which has no rate of PCM); null: its usual one.</param>
    /// <param name="cancel">Ends waiting for the source to answer.</param>
    /// <exception cref="MediaException">NotFound, Malformed, Unsupported, Limit, Io.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel);
}
