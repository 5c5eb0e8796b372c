using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.DsdNative;

namespace NTWorkstation.Dsp.Decode;

/// <summary>An open nt_dsd_file and a place in it. One thread at a time.</summary>
internal sealed unsafe class NativeBitReader : IBitReader
{
    private readonly DsdFileHandle _file;
    private readonly string _path;
    private readonly long _bytes;
    private long _at;

    public NativeBitReader(DsdFileHandle file, string path)
    {
        (_file, _path) = (file, path);
        Status.Check(nt_dsd_file_describe(file, out var info), path);
        Format = new(new(info.BitRate), (int)info.Channels, info.ChannelMask);
        Length = info.Bits;
        _bytes = (info.Bits + 7) / 8;
    }

    public AudioFormat Format { get; }

    public long Length { get; }

    public int Read(BitBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Channels != Format.Channels) throw new ArgumentException($"The block has {block.Channels} channels, the file {Format.Channels}.", nameof(block));
        block.Frames = 0;
        var count = (int)Math.Min(block.Capacity, _bytes - _at);
        if (count <= 0) return 0;
        var planes = stackalloc byte*[BitBlock.MostChannels];
        Planes.Of(block, planes);
        Status.Check(nt_dsd_file_read(_file, _at, (uint)count, planes), _path);
        GC.KeepAlive(block);
        _at += count;
        return block.Frames = count;
    }

    public void Seek(FrameCount position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position.Value, nameof(position));
        _at = position.Value;
    }

    public void Dispose() => _file.Dispose();
}
