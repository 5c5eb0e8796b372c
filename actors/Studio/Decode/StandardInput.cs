using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Pcm;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode;

/// <summary>
/// Opens stdin: addresses: "stdin:" reads WAV while it streams, "stdin:raw?format=s16le&amp;rate=44100&amp;channels=2" bare samples. Standard
/// input can be read once; an opened source of which nothing was read gives it back.
/// </summary>
/// <param name="input">Gives the stream, at the first opening.</param>
public sealed class StandardInputOpener(Func<Stream> input) : ISourceOpener
{
    private readonly Lock _lock = new();
    private StreamPump? _pump;
    private (string Words, PcmStream Stream)? _known;
    private bool _isTaken;

    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        StreamPump pump;
        lock (_lock)
        {
            if (_isTaken) throw new MediaException(MediaFault.NotFound, $"{address}: standard input is being read, or was; it can be read once.");
            _isTaken = true;
            pump = _pump ??= new(input());
        }
        var isOpen = false;
        try
        {
            pump.Resume();
            using var cancelling = cancel.Register(pump.Interrupt);
            if (_known is not { } known || known.Words != address.Rest) _known = known = (address.Rest, Describe(address, pump));
            isOpen = true;
            return new StreamSource(pump, known.Stream, "Standard input", hasRead =>
            {
                if (hasRead) pump.Dispose();
                else lock (_lock) _isTaken = false;
            });
        }
        finally
        {
            if (!isOpen) lock (_lock) _isTaken = false;
        }
    }

    private static PcmStream Describe(SourceAddress address, StreamPump pump)
    {
        var query = AddressQuery.Parse(address.Rest, SourceAddress.StandardInput);
        if (query.Name.Length == 0)
        {
            query.RefuseOthers();
            return PcmStream.ReadWav(pump, "stdin:");
        }
        if (query.Name != "raw") throw query.Refuse("it is stdin: for WAV or stdin:raw?format=s16le&rate=44100&channels=2");
        var encoding = query.Choice("format", PcmEncoding.S16Le);
        var channels = query.Whole("channels", 2, 1, 64);
        var rate = query.Number("rate", 44100, 1000, 1.6e6);
        query.RefuseOthers();
        return new(new(new(rate), channels, AudioFormat.DefaultMask(channels)), encoding, null);
    }
}

/// <summary>PCM from a stream that is read forwards.</summary>
internal sealed class StreamSource : ISoundSource
{
    private const int MostFrames = 4096;

    private readonly Lock _gate = new();
    private readonly StreamPump _pump;
    private readonly PcmStream _stream;
    private readonly Action<bool> _closed;
    private readonly byte[] _bytes;
    private long _at;
    private bool _isClosed;
    private bool _hasRead;

    /// <param name="pump">At the first byte of the samples.</param>
    /// <param name="stream">What they are.</param>
    /// <param name="title">For people.</param>
    /// <param name="closed">Told at the end whether anything was read.</param>
    public StreamSource(StreamPump pump, PcmStream stream, string title, Action<bool> closed)
    {
        (_pump, _stream, Title, _closed) = (pump, stream, title, closed);
        _bytes = new byte[MostFrames * stream.FrameBytes];
        Info = new()
        {
            Format = stream.Format,
            Length = stream.Length,
            Estimate = stream.Length,
            Samples = Pcm.Kind(stream.Encoding),
            Container = "stream",
            Codec = "pcm",
            BitRate = (long)(stream.Format.Rate.Hz * stream.FrameBytes * 8),
            Tags = MediaTags.None,
        };
    }

    public MediaInfo Info { get; }
    public string Title { get; }
    public bool IsSeekable => false;
    public bool IsLive => false;

    /// <summary>1 where the stream ended in a frame, or before its stated length.</summary>
    public long DamagedPackets { get; private set; }

    public int Read(AudioBlock block)
    {
        if (block.Channels != _stream.Format.Channels) throw new ArgumentException($"The block has {block.Channels} channels, the stream {_stream.Format.Channels}.", nameof(block));
        block.Frames = 0;
        var frames = Math.Min(block.Capacity, MostFrames);
        if (_stream.Length is { } length) frames = (int)Math.Min(frames, length.Value - _at);
        if (frames <= 0) return 0;
        var wanted = frames * _stream.FrameBytes;
        _hasRead = true;
        var got = _pump.ReadAtLeast(_bytes.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
        if (got < wanted && (_stream.Length is not null || got % _stream.FrameBytes != 0)) DamagedPackets = 1;
        if (!Pcm.Decode(_bytes.AsSpan(0, got / _stream.FrameBytes * _stream.FrameBytes), _stream.Encoding, block))
            throw new MediaException(MediaFault.NotFinite, $"{Title}: between frames {_at} and {_at + block.Frames} a sample is not finite.");
        _at += block.Frames;
        return block.Frames;
    }

    public void Seek(FrameCount position) => throw new MediaException(MediaFault.Unsupported, $"{Title} cannot be sought in: it is a stream.");

    public void Interrupt()
    {
        // Once this is closed the pump may be another one's.
        lock (_gate)
            if (!_isClosed) _pump.Interrupt();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }
        _closed(_hasRead);
    }
}
