using System.Runtime.InteropServices;
using NTWorkstation.Audio.Output;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.OutputNative;

namespace NTWorkstation.Dsp.Output;

/// <summary>WriterOptions as nt_writer_create takes them; the strings live until Dispose.</summary>
internal sealed unsafe class WriterArguments : IDisposable
{
    private readonly WriterOptions _options;
    private readonly Kind _kind;
    private readonly List<nint> _strings = [];

    public WriterArguments(WriterOptions options, Kind kind)
    {
        _options = options;
        _kind = kind;
    }

    /// <param name="file">The file to write.</param>
    /// <param name="subject">The name that messages begin with.</param>
    public WriterHandle Create(string file, string subject)
    {
        var tags = _options.Tags;
        var count = tags.Entries.Count;
        var keys = new nint[count + 1];
        var values = new nint[count + 1];
        for (var i = 0; i < count; i++)
        {
            keys[i] = Utf8(tags.Entries[i].Key);
            values[i] = Utf8(tags.Entries[i].Value);
        }
        var cover = tags.Cover ?? ReadOnlyMemory<byte>.Empty;
        using var pinned = cover.Pin();
        fixed (nint* k = keys, v = values)
        {
            var native = new NativeWriterOptions
            {
                SampleRate = _options.Format.Rate.Hz,
                ChannelMask = _options.Format.ChannelMask,
                BitRate = _options.BitRate,
                Channels = (uint)_options.Format.Channels,
                Kind = _kind,
                Samples = (int)_options.Samples,
                TagCount = (uint)count,
                TagKeys = (byte**)k,
                TagValues = (byte**)v,
                Lyrics = tags.Lyrics is null ? null : (byte*)Utf8(tags.Lyrics),
                Cover = cover.IsEmpty ? null : (byte*)pinned.Pointer,
                CoverSize = (nuint)cover.Length,
                CoverMime = tags.CoverMimeType is null ? null : (byte*)Utf8(tags.CoverMimeType),
            };
            Status.Check(nt_writer_create(file, &native, out var handle), subject);
            return handle;
        }
    }

    public void Dispose()
    {
        foreach (var text in _strings) Marshal.FreeCoTaskMem(text);
        _strings.Clear();
    }

    private nint Utf8(string text)
    {
        var pointer = Marshal.StringToCoTaskMemUTF8(text);
        _strings.Add(pointer);
        return pointer;
    }
}
