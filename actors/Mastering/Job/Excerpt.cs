using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Job;

/// <summary>A stretch of a file held in memory.</summary>
internal sealed class Excerpt
{
    private const double FadeSeconds = 0.005;

    /// <param name="planes">One array a channel, all of one length.</param>
    public Excerpt(MediaInfo info, double[][] planes) => (Info, Planes) = (info, planes);

    public MediaInfo Info { get; }

    /// <summary>One array a channel.</summary>
    public double[][] Planes { get; }

    public int Frames => Planes[0].Length;

    /// <summary>
    /// Pieces of a file one after another. At each border both sides fade within 5 ms, so that a border is not a click that the statistics
    /// would count.
    /// </summary>
    /// <param name="starts">Of the pieces; past the end a piece is shorter.</param>
    public static Excerpt Read(IDecode decode, string path, IReadOnlyList<Seconds> starts, Seconds length, CancellationToken cancellation)
    {
        using var reader = decode.Open(path);
        var format = reader.Info.Format;
        var pieceFrames = (int)format.Rate.Frames(length).Value;
        var planes = Enumerable.Range(0, format.Channels).Select(_ => new double[pieceFrames * starts.Count]).ToArray();
        var block = new AudioBlock(format.Channels, 8192);
        var end = 0;
        foreach (var start in starts)
        {
            reader.Seek(format.Rate.Frames(start));
            var first = end;
            for (var left = pieceFrames; left > 0 && reader.Read(block) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                var taken = Math.Min(left, block.Frames);
                for (var c = 0; c < planes.Length; c++) block.Channel(c)[..taken].CopyTo(planes[c].AsSpan(end));
                left -= taken;
                end += taken;
            }
            var fade = Math.Min((int)(FadeSeconds * format.Rate.Hz), (end - first) / 2);
            if (starts.Count == 1) continue;
            foreach (var plane in planes)
                for (var i = 0; i < fade; i++)
                {
                    plane[first + i] *= (double)i / fade;
                    plane[end - 1 - i] *= (double)i / fade;
                }
        }
        if (end < planes[0].Length) planes = [.. planes.Select(p => p[..end])];
        return new Excerpt(reader.Info with { Length = new(end) }, planes);
    }

    public IMediaReader Open() => new Reader(this);

    /// <summary>The same excerpt at a rate.</summary>
    public Excerpt At(SampleRate rate, IGraph graph)
    {
        var format = Info.Format;
        if (format.Rate == rate) return this;
        using var resampler = graph.Resample(format.Rate, rate, format.Channels, ResampleQuality.High);
        using var reader = Open();
        var planes = Enumerable.Range(0, format.Channels).Select(_ => new List<double>()).ToArray();
        var (source, converted) = (new AudioBlock(format.Channels, 4096), new AudioBlock(format.Channels, 16384));
        bool Keep(bool more)
        {
            for (var c = 0; c < planes.Length; c++) planes[c].AddRange(converted.Channel(c));
            return more;
        }
        do
        {
            var read = reader.Read(source);
            for (resampler.Process(source, converted); Keep(converted.Frames == converted.Capacity); resampler.Process(source, converted)) source.Frames = 0;
            if (read == 0) break;
        }
        while (true);
        while (Keep(resampler.Flush(converted)))
        {
        }
        return new Excerpt(Info with { Format = format with { Rate = rate }, Length = new(planes[0].Count) }, [.. planes.Select(p => p.ToArray())]);
    }

    /// <summary>
    /// Where to listen to a file so that the parts speak for the whole: at its loudest, a middling and its quietest place that is not silence.
    /// A short file is taken whole.
    /// </summary>
    public static (IReadOnlyList<Seconds> Starts, Seconds Length) Representative(SoundProfile profile)
    {
        const double share = 1.0 / 6, least = 12, most = 30;
        var duration = profile.Source.Duration.Value;
        var total = Math.Clamp(duration * share, least, most);
        if (duration <= total * 1.5) return ([new(0)], profile.Source.Duration);
        var length = total / 3;
        var windows = Windows(profile, new(length));
        if (windows.Count < 3) return ([new(0)], new(total));
        var ranked = windows.OrderByDescending(w => w.Loudness).ToArray();
        // Near the ends of the ranking, not at them: one odd place shall not stand for a third.
        Seconds[] starts = [ranked[ranked.Length / 10].Start, ranked[ranked.Length / 2].Start, ranked[ranked.Length * 17 / 20].Start];
        return ([.. starts.OrderBy(s => s.Value)], new(length));
    }

    /// <summary>Windows of a length, a quarter of it apart, with their mean loudness; windows 25 LU below the whole count as silence.</summary>
    public static IReadOnlyList<(Seconds Start, double Loudness)> Windows(SoundProfile profile, Seconds length)
    {
        var series = profile.Loudness.MomentarySeries;
        var step = profile.Loudness.SeriesStep.Value;
        var count = Math.Max(1, (int)(length.Value / step));
        var gate = profile.Loudness.Reading.Integrated.Value - 25;
        var windows = new List<(Seconds, double)>();
        for (var at = 0; at + count <= series.Length; at += Math.Max(1, count / 4))
        {
            var power = 0.0;
            for (var i = at; i < at + count; i++) power += Math.Pow(10, series[i] / 10);
            var loudness = 10 * Math.Log10(power / count);
            if (loudness >= gate) windows.Add((new(at * step), loudness));
        }
        return windows;
    }

    private sealed class Reader(Excerpt excerpt) : IMediaReader
    {
        private int _at;

        public MediaInfo Info => excerpt.Info;

        public long DamagedPackets => 0;

        public int Read(AudioBlock block)
        {
            block.Frames = Math.Min(block.Capacity, excerpt.Frames - _at);
            for (var c = 0; c < block.Channels; c++) excerpt.Planes[c].AsSpan(_at, block.Frames).CopyTo(block.Channel(c));
            _at += block.Frames;
            return block.Frames;
        }

        public void Seek(FrameCount position) => _at = (int)Math.Clamp(position.Value, 0, excerpt.Frames);

        public void Dispose()
        {
        }
    }
}
