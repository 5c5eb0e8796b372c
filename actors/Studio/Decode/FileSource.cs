using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode;

/// <summary>An open file as a source.</summary>
internal sealed class FileSource(IMediaReader reader, string name) : ISoundSource
{
    private volatile bool _isInterrupted;

    public MediaInfo Info => reader.Info;
    public string Title { get; } = reader.Info.Tags["title"] is { Length: > 0 } title ? title : name;
    public bool IsSeekable => true;
    public bool IsLive => false;
    public long DamagedPackets => reader.DamagedPackets;

    public int Read(AudioBlock block) => _isInterrupted ? throw new OperationCanceledException() : reader.Read(block);

    public void Seek(FrameCount position) => reader.Seek(position);

    public void Interrupt() => _isInterrupted = true;

    public void Dispose() => reader.Dispose();
}

/// <summary>Opens files by the decode port.</summary>
public sealed class FileOpener(IDecode decode) : ISourceOpener
{
    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var reader = wanted is { } rate ? decode.Open(address.Rest, rate) : decode.Open(address.Rest);
        return new FileSource(reader, Path.GetFileNameWithoutExtension(address.Rest));
    }
}
