using System.Buffers.Binary;
using System.Text;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>DSF and DSDIFF files of given bits, written by their specifications (Sony, DSF 1.01; Philips, DSDIFF 1.5). What fills up the last block
/// of a DSF is ones, so that it shows wherever it is read.</summary>
internal static class DsdFiles
{
    public const int Dsd64 = 64 * 44100;
    private const int Block = 4096;

    /// <summary>One array of bits a channel, each 0 or 1.</summary>
    public static byte[][] Noise(int channels, int bits, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, channels).Select(_ => Enumerable.Range(0, bits).Select(_ => (byte)random.Next(2)).ToArray())];
    }

    public static byte[][] Joined(params byte[][][] parts) => [.. Enumerable.Range(0, parts[0].Length).Select(c => parts.SelectMany(p => p[c]).ToArray())];

    /// <summary>Eight bits a byte, the earliest the highest, the last one filled up with the bits of silence.</summary>
    public static byte[][] Packed(byte[][] bits) => [.. bits.Select(b => Pack(b, isLowestFirst: false, silence: 0x69))];

    public static void WriteDsf(string path, byte[][] bits, int rate = Dsd64)
    {
        var (channels, packed) = (bits.Length, bits.Select(b => Pack(b, isLowestFirst: true, silence: 0xFF)).ToArray());
        var groups = (packed[0].Length + Block - 1) / Block;
        using var file = new BinaryWriter(File.Create(path));
        var data = 12L + (long)groups * Block * channels;
        Text("DSD ");
        file.Write(28L);
        file.Write(28 + 52 + data);
        file.Write(0L);
        Text("fmt ");
        file.Write(52L);
        foreach (var number in new[] { 1, 0, channels, channels, rate, 1 }) file.Write(number);
        file.Write((long)bits[0].Length);
        file.Write(Block);
        file.Write(0);
        Text("data");
        file.Write(data);
        for (var g = 0; g < groups; g++)
        {
            foreach (var plane in packed)
            {
                var part = plane.AsSpan(g * Block, Math.Min(Block, plane.Length - g * Block));
                file.Write(part);
                for (var k = part.Length; k < Block; k++) file.Write((byte)0xFF);
            }
        }

        void Text(string text) => file.Write(Encoding.ASCII.GetBytes(text));
    }

    /// <param name="bits">Of each channel a multiple of eight.</param>
    public static void WriteDff(string path, byte[][] bits, int rate = Dsd64, string compression = "DSD ")
    {
        var packed = bits.Select(b => Pack(b, isLowestFirst: false, silence: 0)).ToArray();
        var sound = new byte[packed[0].Length * packed.Length];
        for (var i = 0; i < sound.Length; i++) sound[i] = packed[i % packed.Length][i / packed.Length];
        var ids = Encoding.ASCII.GetBytes(packed.Length == 1 ? "C000" : "SLFTSRGT");
        byte[] properties = [.. "SND "u8, .. Chunk("FS  ", Big(rate, 4)), .. Chunk("CHNL", [.. Big(packed.Length, 2), .. ids]),
            .. Chunk("CMPR", [.. Encoding.ASCII.GetBytes(compression), 14, .. "not compressed"u8, 0])];
        byte[] form = [.. "DSD "u8, .. Chunk("FVER", Big(0x01050000, 4)), .. Chunk("PROP", properties), .. Chunk("DSD ", sound)];
        File.WriteAllBytes(path, Chunk("FRM8", form));
    }

    private static byte[] Chunk(string id, byte[] body) => [.. Encoding.ASCII.GetBytes(id), .. Big(body.Length, 8), .. body];

    private static byte[] Big(long value, int bytes)
    {
        var all = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(all, value);
        return all[(8 - bytes)..];
    }

    private static byte[] Pack(byte[] bits, bool isLowestFirst, byte silence)
    {
        var bytes = new byte[(bits.Length + 7) / 8];
        for (var i = 0; i < 8 * bytes.Length; i++)
        {
            var bit = i < bits.Length ? bits[i] : silence >> 7 - i % 8 & 1;
            bytes[i / 8] |= (byte)(bit << (isLowestFirst ? i % 8 : 7 - i % 8));
        }
        return bytes;
    }
}
