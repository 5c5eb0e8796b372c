using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.DecodeNative;

namespace NTWorkstation.Dsp.Decode;

/// <summary>An open nt_decoder. One thread at a time.</summary>
internal sealed unsafe class NativeReader : IMediaReader
{
    private readonly DecoderHandle _decoder;
    private readonly string _path;
    private readonly ByteCalls? _bytes;
    private uint _part;

    /// <param name="decoder">Is this one's.</param>
    /// <param name="path">Begins messages.</param>
    /// <param name="bytes">What it reads from; null: a file.</param>
    public NativeReader(DecoderHandle decoder, string path, ByteCalls? bytes = null)
    {
        (_decoder, _path, _bytes) = (decoder, path, bytes);
        NativeMediaInfo info;
        Status.Check(nt_decoder_describe(decoder, &info), path);
        Info = new MediaInfo
        {
            Format = new AudioFormat(new SampleRate(info.SampleRate), (int)info.Channels, info.ChannelMask),
            Length = info.Length >= 0 ? new FrameCount(info.Length) : null,
            Estimate = info.Length >= 0 ? new FrameCount(info.Length) : info.Estimate >= 0 ? new FrameCount(info.Estimate) : null,
            Samples = (SampleKind)info.Samples,
            Container = Text(info.Container),
            Codec = Text(info.Codec),
            BitRate = info.BitRate,
            Tags = ReadTags(info.TagCount),
            // These two are read by us, bit by bit, and state the rate of all channels together.
            DsdRate = (SampleKind)info.Samples == SampleKind.Dsd && Text(info.Container) is ("dsf" or "dsdiff") ? new SampleRate((double)info.BitRate / info.Channels) : null,
        };
    }

    public MediaInfo Info { get; private set; }

    public long DamagedPackets
    {
        get
        {
            Status.Check(nt_decoder_damaged(_decoder, out var packets));
            return packets;
        }
    }

    public int Read(AudioBlock block)
    {
        if (block.Channels != Info.Format.Channels)
            throw new ArgumentException($"The block has {block.Channels} channels, the file {Info.Format.Channels}.", nameof(block));
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        var status = nt_decoder_read(_decoder, planes, (uint)block.Capacity, out var got);
        block.Frames = (int)got;
        Check(status);
        GC.KeepAlive(block);
        LookAtPart();
        return (int)got;
    }

    public void Seek(FrameCount position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position.Value, nameof(position));
        Check(nt_decoder_seek(_decoder, position.Value));
        LookAtPart();
    }

    public void Dispose() => _decoder.Dispose();

    private void Check(NativeStatus status)
    {
        _bytes?.Rethrow(status);
        Status.Check(status, _path);
    }

    private void LookAtPart()
    {
        Status.Check(nt_decoder_part(_decoder, out var part));
        if (part == _part) return;
        _part = part;
        NativeMediaInfo info;
        Status.Check(nt_decoder_describe(_decoder, &info), _path);
        Info = Info with { Tags = ReadTags(info.TagCount) };
    }

    private MediaTags ReadTags(uint count)
    {
        var entries = new KeyValuePair<string, string>[count];
        for (var i = 0u; i < count; i++)
        {
            Status.Check(nt_decoder_tag(_decoder, i, out var key, out var value));
            entries[i] = new(Text(key), Text(value));
        }
        byte[]? cover = null;
        string? mime = null;
        if (nt_decoder_cover(_decoder, out var bytes, out var size, out var type) == NativeStatus.Ok)
        {
            cover = new ReadOnlySpan<byte>(bytes, checked((int)size)).ToArray();
            mime = Text(type);
        }
        var lyrics = nt_decoder_lyrics(_decoder, out var text) == NativeStatus.Ok ? Text(text) : null;
        return new MediaTags { Entries = entries, Cover = cover is null ? null : (ReadOnlyMemory<byte>?)cover, CoverMimeType = mime, Lyrics = lyrics };
    }

    private static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";
}
