using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>Real music as arrays, for references that are made from it, and their files.</summary>
internal static class PairedMusic
{
    /// <summary>The beginning of a track, 6 dB down.</summary>
    public static (double[] Left, double[] Right, int Rate) Excerpt(string package, string file, int seconds)
    {
        using var reader = new NativeDecode().Open(Music.Track(package, file));
        var format = reader.Info.Format;
        var left = new List<double>();
        var right = new List<double>();
        var block = new AudioBlock(format.Channels, 8192);
        while (left.Count < seconds * format.Rate.Hz && reader.Read(block) > 0)
        {
            left.AddRange(block.Channel(0));
            right.AddRange(block.Channel(format.Channels - 1));
        }
        return (left.Select(x => 0.5 * x).ToArray(), right.Select(x => 0.5 * x).ToArray(), (int)format.Rate.Hz);
    }

    /// <summary>32-bit float WAV by hand: the tests' files do not depend on the writer under test.</summary>
    public static void WriteWav(string path, double[] left, double[] right, int rate)
    {
        using var w = new BinaryWriter(File.Create(path));
        var bytes = left.Length * 8;
        w.Write("RIFF"u8);
        w.Write(36 + bytes);
        w.Write("WAVEfmt "u8);
        w.Write(16);
        w.Write((short)3);
        w.Write((short)2);
        w.Write(rate);
        w.Write(rate * 8);
        w.Write((short)8);
        w.Write((short)32);
        w.Write("data"u8);
        w.Write(bytes);
        for (var i = 0; i < left.Length; i++)
        {
            w.Write((float)left[i]);
            w.Write((float)right[i]);
        }
    }

    /// <summary>Both channels of a file, whole.</summary>
    public static (double[] Left, double[] Right) Read(string path)
    {
        using var reader = new NativeDecode().Open(path);
        var left = new List<double>();
        var right = new List<double>();
        var block = new AudioBlock(reader.Info.Format.Channels, 8192);
        while (reader.Read(block) > 0)
        {
            left.AddRange(block.Channel(0));
            right.AddRange(block.Channel(block.Channels - 1));
        }
        return ([.. left], [.. right]);
    }

    /// <summary>Energy of a − b relative to b over the length of b, in dB.</summary>
    public static double NullDb((double[] Left, double[] Right) a, (double[] Left, double[] Right) b)
    {
        double rest = 0, all = 0;
        for (var i = 0; i < b.Left.Length; i++)
        {
            rest += Square(a.Left[i] - b.Left[i]) + Square(a.Right[i] - b.Right[i]);
            all += Square(b.Left[i]) + Square(b.Right[i]);
        }
        return 10 * Math.Log10(rest / all);

        static double Square(double v) => v * v;
    }
}
