using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Job;

/// <summary>
/// Keeps what the first whole reading of one file decoded, as long as it fits and f32 holds every sample exactly (16 and 24 bit, float,
/// and what codecs deliver): later readings then cost no decoding. Other files, and longer ones, are opened as ever. Thread-safe.
/// </summary>
internal sealed class RememberedDecode(IDecode decode, string remembered, long mostBytes) : IDecode
{
    private readonly Lock _lock = new();
    private MediaInfo? _info;
    private float[][]? _planes;
    private long _frames;

    public IMediaReader Open(string path)
    {
        if (path != remembered) return decode.Open(path);
        lock (_lock)
            if (_planes is { } planes) return new RecordedReader(_info!, planes, _frames);
        return new RecordingReader(decode.Open(path), this);
    }

    private void Keep(MediaInfo info, float[][] planes, long frames)
    {
        lock (_lock) (_info, _planes, _frames) = (info with { Length = new(frames) }, planes, frames);
    }

    private sealed class RecordingReader : IMediaReader
    {
        private readonly IMediaReader _reader;
        private readonly RememberedDecode _owner;
        private float[][]? _planes;
        private long _frames;

        public RecordingReader(IMediaReader reader, RememberedDecode owner)
        {
            (_reader, _owner) = (reader, owner);
            var bytes = (Info.Length?.Value ?? 0) * Info.Format.Channels * sizeof(float);
            if (bytes <= owner.MostBytes && Info.Length is { } length)
                _planes = [.. Enumerable.Range(0, Info.Format.Channels).Select(_ => GC.AllocateUninitializedArray<float>((int)length.Value))];
        }

        public MediaInfo Info => _reader.Info;

        public long DamagedPackets => _reader.DamagedPackets;

        public int Read(AudioBlock block)
        {
            var frames = _reader.Read(block);
            if (_planes is null) return frames;
            if (frames == 0 && block.Capacity > 0)
            {
                _owner.Keep(Info, _planes, _frames);
                _planes = null;
            }
            else if (_frames + frames > _planes[0].Length || !Store(block)) _planes = null;
            return frames;
        }

        public void Seek(FrameCount position)
        {
            _planes = null;
            _reader.Seek(position);
        }

        public void Dispose() => _reader.Dispose();

        private bool Store(AudioBlock block)
        {
            for (var c = 0; c < block.Channels; c++)
                if (!FloatCopies.TryNarrow(block.Channel(c), _planes![c].AsSpan((int)_frames, block.Frames))) return false;
            _frames += block.Frames;
            return true;
        }
    }

    private long MostBytes => mostBytes;

    private sealed class RecordedReader(MediaInfo info, float[][] planes, long frames) : IMediaReader
    {
        private long _at;

        public MediaInfo Info => info;

        public long DamagedPackets => 0;

        public int Read(AudioBlock block)
        {
            block.Frames = (int)Math.Min(block.Capacity, frames - _at);
            for (var c = 0; c < block.Channels; c++)
                FloatCopies.Widen(planes[c].AsSpan((int)_at, block.Frames), block.Channel(c));
            _at += block.Frames;
            return block.Frames;
        }

        public void Seek(FrameCount position) => _at = Math.Clamp(position.Value, 0, frames);

        public void Dispose()
        {
        }
    }
}
