using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode;

/// <summary>An open file as a source.</summary>
/// <param name="reader">Of its samples.</param>
/// <param name="name">Its title where it states none.</param>
/// <param name="openBits">Opens it again for its bits; null where it cannot be opened again.</param>
internal sealed class FileSource(IMediaReader reader, string name, Func<IBitReader>? openBits) : ISoundSource
{
    private volatile bool _isInterrupted;

    public MediaInfo Info { get; } = openBits is null ? reader.Info with { DsdRate = null } : reader.Info;
    public string Title { get; } = reader.Info.Tags["title"] is { Length: > 0 } title ? title : name;
    public bool IsSeekable => true;
    public bool IsLive => false;
    public long DamagedPackets => reader.DamagedPackets;

    public int Read(AudioBlock block) => _isInterrupted ? throw new OperationCanceledException() : reader.Read(block);

    public void Seek(FrameCount position) => reader.Seek(position);

    public void Interrupt() => _isInterrupted = true;

    public IBitReader OpenBits() => openBits?.Invoke() ?? throw new MediaException(MediaFault.Unsupported, $"{Title} can be read once, and its bits not apart.");

    public void Dispose() => reader.Dispose();
}

/// <summary>Opens files by the decode port.</summary>
public sealed class FileOpener(IDecode decode) : ISourceOpener
{
    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var reader = wanted is { } rate ? decode.Open(address.Rest, rate) : decode.Open(address.Rest);
        return new FileSource(reader, Path.GetFileNameWithoutExtension(address.Rest), () => decode.OpenBits(address.Rest));
    }
}
