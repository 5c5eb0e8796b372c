using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>What a server sends, decoded.</summary>
internal sealed class HttpSource : ISoundSource
{
    private readonly IMediaReader _reader;
    private readonly HttpBytes _bytes;
    private readonly string _name;
    private volatile string? _ofPart;
    private MediaTags _tags;
    private volatile bool _isInterrupted;

    /// <param name="reader">Of the bytes; both are this one's now.</param>
    /// <param name="bytes">Where they come from.</param>
    /// <param name="name">Where neither tags nor the stream have a title.</param>
    public HttpSource(IMediaReader reader, HttpBytes bytes, string name)
    {
        (_reader, _bytes) = (reader, bytes);
        // Bits of DSD are read from files here.
        Info = reader.Info with { DsdRate = null };
        _tags = reader.Info.Tags;
        _name = _tags["title"] is { Length: > 0 } title ? title : name;
    }

    public MediaInfo Info { get; }
    public string Title => _ofPart ?? (_bytes.Title is { Length: > 0 } title ? title : _name);
    public bool IsSeekable => _bytes.IsSeekable;
    public bool IsLive => _bytes.IsLive;
    public long DamagedPackets => _reader.DamagedPackets;

    public event Action<SourceNews>? Told
    {
        add
        {
            _bytes.Told += value;
            _told += value;
        }
        remove
        {
            _bytes.Told -= value;
            _told -= value;
        }
    }

    private event Action<SourceNews>? _told;

    public int Read(AudioBlock block)
    {
        if (_isInterrupted) throw new OperationCanceledException();
        var frames = _reader.Read(block);
        LookAtTags();
        return frames;
    }

    // A station that sends Ogg begins a stream of its own with each title.
    private void LookAtTags()
    {
        if (ReferenceEquals(_reader.Info.Tags, _tags)) return;
        _tags = _reader.Info.Tags;
        if (TitleOf(_tags) is not { } title || title == _ofPart) return;
        _ofPart = title;
        _told?.Invoke(new SourceNews.TitleChanged(title));
    }

    private static string? TitleOf(MediaTags tags) => (tags["title"], tags["artist"]) switch
    {
        ({ Length: > 0 } title, { Length: > 0 } artist) => $"{artist} – {title}",
        ({ Length: > 0 } title, _) => title,
        _ => null,
    };

    public void Seek(FrameCount position)
    {
        if (!IsSeekable)
            throw new MediaException(MediaFault.Unsupported, IsLive ? $"{Title} cannot be sought in: it is a live stream." : $"{Title} cannot be sought in: its server does not send parts of it.");
        _reader.Seek(position);
    }

    public void Interrupt()
    {
        _isInterrupted = true;
        _bytes.Interrupt();
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _reader.Dispose();
    }
}
