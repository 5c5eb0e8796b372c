using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Job;

/// <summary>
/// Before and after of the loudest and the quietest part, 15 s each, equally loud, in one WAV: loudest before, loudest after, quietest
/// before, quietest after, with one second of silence between them.
/// </summary>
internal sealed class Preview
{
    private const double FadeSeconds = 0.02;
    private static readonly Seconds Length = new(15);
    private static readonly Seconds Gap = new(1);
    private readonly List<(string Name, Seconds From, Excerpt Before)> _parts = [];

    /// <summary>Takes the target's excerpts: before the render, for it may replace the target.</summary>
    public Preview(IDecode decode, string target, SoundProfile profile, CancellationToken cancellation)
    {
        var windows = Excerpt.Windows(profile, Length);
        if (windows.Count == 0) windows = [(new(0), 0)];
        Add("loudest", windows.MaxBy(w => w.Loudness).Start);
        Add("quietest", windows.MinBy(w => w.Loudness).Start);

        void Add(string name, Seconds from) => _parts.Add((name, from, Excerpt.Read(decode, target, [from], Length, cancellation)));
    }

    /// <summary>Writes the preview beside the render that stands at <paramref name="render"/>.</summary>
    public PreviewLayout Write(IDecode decode, IGraph graph, IOutput output, IAnalyse analyse, string render, string path, CancellationToken cancellation)
    {
        var format = _parts[0].Before.Info.Format;
        using var writer = output.Create(path, new WriterOptions { Kind = MediaKind.Wav, Format = format, Samples = SampleKind.S24 });
        using var dither = graph.Build([new DitherSpec(24, DitherKind.Tpdf, 1)], format, 8192);
        var block = new AudioBlock(format.Channels, 8192);
        var excerpts = new List<PreviewExcerpt>();
        long written = 0;
        foreach (var (name, from, before) in _parts)
        {
            var after = Excerpt.Read(decode, render, [from], Length, cancellation).At(format.Rate, graph);
            var (was, now) = (Loudness(analyse, before), Loudness(analyse, after));
            // The louder one is turned down: nothing can go over full scale.
            var equal = double.IsFinite(was) && double.IsFinite(now) ? Math.Min(was, now) : double.NaN;
            foreach (var (excerpt, word, loudness) in new[] { (before, "before", was), (after, "after", now) })
            {
                if (excerpts.Count > 0) Silence(format.Rate.Frames(Gap).Value);
                var gain = double.IsNaN(equal) ? 0 : equal - loudness;
                excerpts.Add(new PreviewExcerpt($"{name} {word}", new FrameCount(written).At(format.Rate), new FrameCount(excerpt.Frames).At(format.Rate), from, new(gain)));
                Play(excerpt, new Decibels(gain).Amplitude);
            }
        }
        writer.Commit();
        return new PreviewLayout(path, excerpts, Gap);

        void Silence(long frames)
        {
            for (; frames > 0; frames -= block.Frames)
            {
                block.Frames = (int)Math.Min(frames, block.Capacity);
                for (var c = 0; c < block.Channels; c++) block.Channel(c).Clear();
                writer.Write(block);
                written += block.Frames;
            }
        }

        void Play(Excerpt excerpt, double gain)
        {
            var fade = Math.Max(1, (int)(FadeSeconds * format.Rate.Hz));
            for (var at = 0; at < excerpt.Frames; at += block.Frames)
            {
                cancellation.ThrowIfCancellationRequested();
                block.Frames = Math.Min(block.Capacity, excerpt.Frames - at);
                for (var c = 0; c < block.Channels; c++)
                {
                    var to = block.Channel(c);
                    for (var i = 0; i < to.Length; i++)
                    {
                        var edge = Math.Min(at + i, excerpt.Frames - 1 - at - i);
                        to[i] = excerpt.Planes[c][at + i] * gain * Math.Min(1, (double)edge / fade);
                    }
                }
                dither.Process(block);
                writer.Write(block);
                written += block.Frames;
            }
        }
    }

    private static double Loudness(IAnalyse analyse, Excerpt excerpt)
    {
        using var meter = analyse.Loudness(excerpt.Info.Format, new MeterOptions(0));
        using var reader = excerpt.Open();
        var block = new AudioBlock(excerpt.Info.Format.Channels, 8192);
        while (reader.Read(block) > 0) meter.Add(block);
        return meter.Read().Integrated.Value;
    }
}
