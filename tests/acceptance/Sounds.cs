using System.Buffers.Binary;
using System.Text;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>Writes WAV files of made sounds. The writer is its own: files are as intended even where nt's is wrong.</summary>
public static class Sounds
{
    /// <summary>Something with the habits of music: chords that change, beats, noise, a stereo image. Deterministic.</summary>
    public static double Music(int channel, long frame, double rate, int seed)
    {
        var t = frame / rate;
        var chord = (int)(t / 2) % 4;
        double[] roots = [110, 87.31, 130.81, 98];
        var beat = t * 2 % 1;
        var value = 0.0;
        for (var n = 1; n <= 12; n++)
            value += Math.Sin(2 * Math.PI * roots[chord] * n * t + n * n * 0.7 + channel * 0.4 * n + seed) / (n + 1);
        var pan = channel == 0 ? 0.8 : 0.6;
        var hash = (ulong)frame * 0x9E3779B97F4A7C15UL + (ulong)(channel + 1 + 16 * seed) * 0xD1B54A32D192ED03UL;
        hash = (hash ^ (hash >> 31)) * 0xBF58476D1CE4E5B9UL;
        var noise = (hash >> 11) / (double)(1UL << 53) * 2 - 1;
        return 0.12 * pan * value * (0.7 + 0.3 * Math.Sin(t * 0.9)) + 0.15 * noise * Math.Exp(-beat * 18) + 0.3 * Math.Sin(2 * Math.PI * 55 * t) * Math.Exp(-beat * 9);
    }

    /// <param name="sample">Of channel and frame; full scale 1.</param>
    /// <param name="bits">16, or 32 for float.</param>
    public static string Write(string path, double rate, int channels, double seconds, Func<int, long, double> sample, int bits = 16)
    {
        var frames = (long)Math.Round(seconds * rate);
        var width = bits / 8;
        using var stream = new BufferedStream(File.Create(path), 1 << 20);
        Header(stream, (uint)rate, channels, bits, frames);
        Span<byte> cell = stackalloc byte[4];
        for (long f = 0; f < frames; f++)
            for (var c = 0; c < channels; c++)
            {
                var value = sample(c, f);
                if (bits == 32) BinaryPrimitives.WriteSingleLittleEndian(cell, (float)value);
                else BinaryPrimitives.WriteInt16LittleEndian(cell, (short)Math.Clamp(Math.Round(value * 32768), -32768, 32767));
                stream.Write(cell[..width]);
            }
        return path;
    }

    public static string WriteMusic(string path, double seconds = 12, double rate = 44100, int channels = 2, int seed = 1) =>
        Write(path, rate, channels, seconds, (c, f) => Music(c, f, rate, seed));

    /// <summary>A long piece of which only two minutes are computed; they repeat.</summary>
    public static string WriteLong(string path, double hours)
    {
        const int rate = 44100;
        const int loop = 120 * rate;
        var block = new byte[loop * 4];
        for (var f = 0; f < loop; f++)
            for (var c = 0; c < 2; c++)
                BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan(f * 4 + c * 2), (short)Math.Round(Math.Clamp(Music(c, f, rate, 3), -1, 1) * 32767));
        var frames = (long)(hours * 3600 * rate);
        using var stream = File.Create(path);
        Header(stream, rate, 2, 16, frames);
        for (var left = frames * 4; left > 0; left -= block.Length) stream.Write(block, 0, (int)Math.Min(left, block.Length));
        return path;
    }

    /// <summary>
    /// A stereo piece that does not repeat, however long: some seconds after some seconds from anywhere in two computed minutes, at
    /// other levels.
    /// </summary>
    /// <param name="silence">Seconds before it begins.</param>
    /// <param name="process">Of channel and sample, called in their order.</param>
    public static string WritePatchwork(string path, double seconds, double silence, Func<int, double, double> process)
    {
        const int rate = 44100;
        const int most = 8 * rate;
        var source = new float[120 * rate * 2];
        for (var i = 0; i < source.Length; i++) source[i] = (float)(0.3 * Music(i % 2, i / 2, rate, 3));
        var random = new Random(5);
        var bytes = new byte[most * 4];
        var frames = (long)(seconds * rate);
        using var stream = File.Create(path);
        Header(stream, rate, 2, 16, frames);
        for (var left = frames; left > 0;)
        {
            var begins = left == frames ? (int)(silence * rate) : 0;
            var length = begins > 0 ? begins : random.Next(2 * rate, most);
            var (from, level) = begins > 0 ? (0, 0.0) : (random.Next(120 * rate - length), 0.3 + 0.7 * random.NextDouble());
            length = (int)Math.Min(length, left);
            for (var i = 0; i < length * 2; i++)
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), (short)Math.Round(Math.Clamp(process(i % 2, level * source[from * 2 + i]), -1, 1) * 32767));
            stream.Write(bytes, 0, length * 4);
            left -= length;
        }
        return path;
    }

    private static void Header(Stream stream, uint rate, int channels, int bits, long frames)
    {
        var width = (uint)(channels * bits / 8);
        var bytes = (uint)(frames * width);
        using var writer = new BinaryWriter(stream, Encoding.ASCII, leaveOpen: true);
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16u);
        writer.Write((ushort)(bits == 32 ? 3 : 1));
        writer.Write((ushort)channels);
        writer.Write(rate);
        writer.Write(rate * width);
        writer.Write((ushort)width);
        writer.Write((ushort)bits);
        writer.Write("data"u8);
        writer.Write(bytes);
    }
}
