using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Output;

namespace NTWorkstation.Dsp.Tests.Output;

/// <summary>Signals and files for the tests of media.</summary>
internal static class Signals
{
    /// <summary>Noise on the grid of bits, with both ends of the range in it.</summary>
    public static double[][] OnGrid(int channels, int frames, int bits, int seed = 1)
    {
        var random = new Random(seed);
        var full = Math.Pow(2, bits - 1);
        var planes = new double[channels][];
        for (var c = 0; c < channels; c++)
        {
            planes[c] = new double[frames];
            for (var i = 0; i < frames; i++) planes[c][i] = Math.Floor((random.NextDouble() * 2 - 1) * full) / full;
            planes[c][0] = -1;
            planes[c][frames - 1] = (full - 1) / full;
        }
        return planes;
    }

    /// <summary>A sine of half scale with a little noise: codecs find something to do, and nothing clips.</summary>
    public static double[][] Tone(int channels, int frames, double rate, int seed = 1)
    {
        var random = new Random(seed);
        var planes = new double[channels][];
        for (var c = 0; c < channels; c++)
        {
            planes[c] = new double[frames];
            for (var i = 0; i < frames; i++) planes[c][i] = 0.5 * Math.Sin(2 * Math.PI * (440 + 110 * c) * i / rate) + 0.01 * (random.NextDouble() - 0.5);
        }
        return planes;
    }

    /// <summary>A whole file.</summary>
    public static void WriteFile(string path, WriterOptions options, double[][] planes)
    {
        using var writer = new NativeOutput().Create(path, options);
        Write(writer, planes);
        writer.Commit();
    }

    public static void Write(IMediaWriter writer, double[][] planes, int blockFrames = 1000)
    {
        var block = new AudioBlock(planes.Length, blockFrames);
        for (var at = 0; at < planes[0].Length; at += blockFrames)
        {
            block.Frames = Math.Min(blockFrames, planes[0].Length - at);
            for (var c = 0; c < planes.Length; c++) planes[c].AsSpan(at, block.Frames).CopyTo(block.Channel(c));
            writer.Write(block);
        }
    }

    public static double[][] ReadAll(IMediaReader reader, int blockFrames = 777)
    {
        var block = new AudioBlock(reader.Info.Format.Channels, blockFrames);
        var planes = Enumerable.Range(0, block.Channels).Select(_ => new List<double>()).ToArray();
        while (reader.Read(block) > 0)
        {
            for (var c = 0; c < block.Channels; c++) planes[c].AddRange(block.Channel(c));
        }
        return [.. planes.Select(p => p.ToArray())];
    }
}

/// <summary>A folder of its own for each test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nt-media-").FullName;
    public string this[string name] => System.IO.Path.Combine(Path, name);
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
