using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.OutputNative;

namespace NTWorkstation.Dsp.Output;

/// <summary>An nt_writer on a temporary name beside the target. One thread at a time.</summary>
internal sealed unsafe class NativeWriter : IMediaWriter
{
    private readonly WriterHandle _writer;
    private readonly string _path;
    private readonly string _target;
    private readonly string _temporary;
    private readonly int _channels;
    private bool _finished;
    private bool _committed;

    /// <param name="writer">Writes to temporary.</param>
    /// <param name="path">The target as the caller named it, for messages.</param>
    /// <param name="target">The file that Commit replaces.</param>
    /// <param name="temporary">Where the bytes stand until then, in the same folder.</param>
    /// <param name="channels">Of every block.</param>
    public NativeWriter(WriterHandle writer, string path, string target, string temporary, int channels)
    {
        _writer = writer;
        _path = path;
        _target = target;
        _temporary = temporary;
        _channels = channels;
    }

    public void Write(AudioBlock block)
    {
        if (block.Channels != _channels) throw new ArgumentException($"The block has {block.Channels} channels, the file {_channels}.", nameof(block));
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        Status.Check(nt_writer_write(_writer, planes, (uint)block.Frames), _path);
        GC.KeepAlive(block);
    }

    public string Finish()
    {
        if (_finished) return _temporary;
        Status.Check(nt_writer_finish(_writer), _path);
        _writer.Dispose();
        _finished = true;
        return _temporary;
    }

    public void Commit()
    {
        if (_committed) return;
        Finish();
        Status.Check(nt_file_publish(_temporary, _target), _path);
        _committed = true;
    }

    public void Dispose()
    {
        _writer.Dispose();
        if (!_committed) Remove(_temporary);
    }

    /// <summary>Deletes a temporary file if it is there; a failure must not hide the one that led here.</summary>
    internal static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
