using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>The writing end of a run of PCM: crossfades, waits for room, counts.</summary>
internal sealed class RunSink
{
    private readonly IFrameSink _sink;
    private readonly SinkRoom _room;
    private readonly CrossfadeLine? _line;
    private readonly AudioBlock _drained;

    /// <param name="sink">Where the frames go.</param>
    /// <param name="room">Its room.</param>
    /// <param name="line">Null: no crossfade.</param>
    public RunSink(IFrameSink sink, SinkRoom room, CrossfadeLine? line)
    {
        (_sink, _room, _line) = (sink, room, line);
        _drained = new AudioBlock(sink.Channels, 1024);
    }

    public int Channels => _sink.Channels;

    public bool IsCrossfading => _line is not null;

    /// <summary>Frames of the run so far, those included that a crossfade holds back.</summary>
    public FrameCount End => new(_room.Written.Value + (_line?.Held ?? 0));

    public void Take(AudioBlock block)
    {
        _line?.Exchange(block);
        Write(block);
    }

    /// <summary>The next item is faded over the last frames.</summary>
    /// <returns>The frame of the run where it begins.</returns>
    public FrameCount BeginFade(long previous, long next) => _line is null ? End : End - new FrameCount(_line.BeginFade(previous, next));

    /// <summary>What is held back, too; then the sink is closed.</summary>
    public void Finish()
    {
        while (_line is not null && _line.Drain(_drained)) Write(_drained);
        _room.Close();
    }

    private void Write(AudioBlock block)
    {
        if (block.Frames == 0) return;
        _room.Await(new(block.Frames));
        _room.Count(block.Frames, _sink.Write(block));
    }
}
