using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Tests.Fakes;

/// <summary>A recording held in memory.</summary>
internal sealed record Clip(AudioFormat Format, double[][] Planes, SampleKind Samples = SampleKind.F64)
{
    public MediaTags Tags { get; init; } = MediaTags.None;
    public int Frames => Planes[0].Length;

    /// <summary>Noise with some tone in it, in ±peak, from a seed.</summary>
    public static Clip Noise(int channels, int frames, double rate = 44100, double peak = 0.5, int seed = 1)
    {
        var random = new Random(seed);
        var planes = Enumerable.Range(0, channels).Select(c =>
        {
            var plane = new double[frames];
            for (var i = 0; i < frames; i++)
                plane[i] = peak * (0.5 * Math.Sin(0.01 * (c + 1) * i) + 0.5 * (2 * random.NextDouble() - 1)) * (0.3 + 0.7 * Math.Abs(Math.Sin(i / 9000.0)));
            return plane;
        }).ToArray();
        return new Clip(new AudioFormat(new(rate), channels, AudioFormat.DefaultMask(channels)), planes);
    }
}

/// <summary>A disk in memory behind the ports of reading and writing, with the writer's promise: a name appears on commit only.</summary>
internal sealed class MemoryMedia : IDecode, IOutput
{
    public Dictionary<string, Clip> Files { get; } = [];

    /// <summary>Files that were begun and neither committed nor removed.</summary>
    public HashSet<string> Temporary { get; } = [];

    public int Created { get; private set; }

    /// <summary>Writing fails when so many frames were written in all.</summary>
    public long RoomInFrames { get; set; } = long.MaxValue;

    public Action? OnWrite { get; set; }

    /// <summary>What a lossy kind does to the samples.</summary>
    public Func<double, double> Codec { get; set; } = x => x;

    public IMediaReader Open(string path) => Files.TryGetValue(path, out var clip) ? new Reader(clip) : throw new MediaException(MediaFault.NotFound, $"{path} is not there.");

    public IMediaWriter Create(string path, WriterOptions options)
    {
        Created++;
        return new Writer(this, path, options);
    }

    private sealed class Reader(Clip clip) : IMediaReader
    {
        private int _at;

        public MediaInfo Info => new()
        {
            Format = clip.Format, Length = new(clip.Frames), Samples = clip.Samples, Container = "memory", Codec = "memory", BitRate = 0, Tags = clip.Tags,
        };

        public long DamagedPackets => 0;

        public int Read(AudioBlock block)
        {
            block.Frames = Math.Min(block.Capacity, clip.Frames - _at);
            for (var c = 0; c < block.Channels; c++) clip.Planes[c].AsSpan(_at, block.Frames).CopyTo(block.Channel(c));
            _at += block.Frames;
            return block.Frames;
        }

        public void Seek(FrameCount position) => _at = (int)Math.Min(position.Value, clip.Frames);

        public void Dispose()
        {
        }
    }

    private sealed class Writer : IMediaWriter
    {
        private readonly MemoryMedia _disk;
        private readonly string _path;
        private readonly WriterOptions _options;
        private readonly List<double>[] _planes;
        private readonly string _temporary;

        public Writer(MemoryMedia disk, string path, WriterOptions options)
        {
            (_disk, _path, _options) = (disk, path, options);
            _planes = [.. Enumerable.Range(0, options.Format.Channels).Select(_ => new List<double>())];
            _temporary = path + ".part";
            disk.Temporary.Add(_temporary);
        }

        public void Write(AudioBlock block)
        {
            _disk.OnWrite?.Invoke();
            if ((_disk.RoomInFrames -= block.Frames) < 0) throw new MediaException(MediaFault.NoSpace, "The disk is full.");
            for (var c = 0; c < _planes.Length; c++)
                foreach (var x in block.Channel(c)) _planes[c].Add(_options.Samples == SampleKind.Lossy ? _disk.Codec(x) : x);
        }

        public string Finish()
        {
            _disk.Files[_temporary] = Take();
            return _temporary;
        }

        public void Commit()
        {
            _disk.Files[_path] = Take();
            Dispose();
        }

        public void Dispose()
        {
            _disk.Files.Remove(_temporary);
            _disk.Temporary.Remove(_temporary);
        }

        private Clip Take() => new(_options.Format, [.. _planes.Select(p => p.ToArray())], _options.Samples) { Tags = _options.Tags };
    }
}
