using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Studio.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>Recordings in memory under names, and what becomes of opening them.</summary>
internal sealed class Clips : ISourceOpener
{
    private readonly Dictionary<string, Func<ISoundSource>> _sources = [];

    public List<string> Opened { get; } = [];

    public double[][] Add(string name, int frames, double rate = 44100, int channels = 2, int seed = 0, MediaTags? tags = null)
    {
        var planes = Noise(channels, frames, seed == 0 ? _sources.Count + 1 : seed);
        var clip = new SoundClip(new(new(rate), channels, AudioFormat.DefaultMask(channels)), planes) { Title = name, Tags = tags ?? MediaTags.None };
        _sources[name] = () => new ClipSource(clip);
        return planes;
    }

    public void Add(string name, Func<ISoundSource> open) => _sources[name] = open;

    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        Opened.Add(address.Rest);
        return _sources.TryGetValue(address.Rest, out var open) ? open() : throw new MediaException(MediaFault.NotFound, $"{address.Rest} is not there.");
    }

    public static RunItem Item(long id, string name, ExactTime start = default, ExactTime? end = null, ExactTime from = default) =>
        new(id, new PlayItem { Address = SourceAddress.Of(SourceAddress.Memory, name), Start = start, End = end }, from);

    public static double[][] Noise(int channels, int frames, int seed)
    {
        var random = new Random(seed);
        var planes = new double[channels][];
        for (var c = 0; c < channels; c++) planes[c] = [.. Enumerable.Range(0, frames).Select(_ => random.NextDouble() - 0.5)];
        return planes;
    }

    public static double[][] Joined(params double[][][] parts) =>
        [.. Enumerable.Range(0, parts[0].Length).Select(c => parts.SelectMany(p => p[c]).ToArray())];

    public static double[][] Part(double[][] planes, int from, int to) => [.. planes.Select(p => p[from..to])];

    /// <summary>The last frames of what was heard, or all of them where there are fewer.</summary>
    public static double[][] Ending(double[][] heard, int frames) => Part(heard, Math.Max(0, heard[0].Length - frames), heard[0].Length);

    /// <summary>So many frames of what was heard, from where this clip begins in it.</summary>
    public static double[][] Beginning(double[][] heard, double[][] clip, int frames)
    {
        var at = Array.IndexOf(heard[0], clip[0][0]);
        Assert.True(at >= 0);
        return Part(heard, at, at + frames);
    }

    /// <summary>The whole signal through one conversion, in blocks of a size that the run does not have.</summary>
    public static double[][] Resampled(double[][] planes, double from, double to, ResampleQuality quality = ResampleQuality.High)
    {
        using var resampler = new NativeGraph().Resample(new(from), new(to), planes.Length, quality);
        var (input, output) = (new AudioBlock(planes.Length, 777), new AudioBlock(planes.Length, 9999));
        var result = planes.Select(_ => new List<double>()).ToArray();
        for (var at = 0; at < planes[0].Length; at += 777)
        {
            input.Frames = Math.Min(777, planes[0].Length - at);
            for (var c = 0; c < planes.Length; c++) planes[c].AsSpan(at, input.Frames).CopyTo(input.Channel(c));
            resampler.Process(input, output);
            Keep();
        }
        while (resampler.Flush(output)) Keep();
        return [.. result.Select(r => r.ToArray())];

        void Keep()
        {
            for (var c = 0; c < planes.Length; c++) result[c].AddRange(output.Channel(c));
        }
    }
}
