using System.Buffers.Binary;
using System.Text;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>Stereo bits in a file of DSD, and as the bytes that a device must get. The first channel has no byte of silence: what is one, in what a device
/// got, is the device's own.</summary>
public sealed class ExactDsd
{
    private const byte Silence = 0x69;
    private readonly byte[][] _planes;

    private ExactDsd(int bytes, int seed)
    {
        var random = new Random(seed);
        _planes = [new byte[bytes], new byte[bytes]];
        foreach (var plane in _planes) random.NextBytes(plane);
        for (var i = 0; i < bytes; i++)
            if (_planes[0][i] == Silence) _planes[0][i] = 0x5A;
    }

    private ExactDsd(byte[][] planes) => _planes = planes;

    public static ExactDsd Of(byte[][] planes) => new(planes);

    /// <summary>Of each channel, the earliest bit the highest.</summary>
    public IReadOnlyList<byte[]> Planes => _planes;

    /// <param name="path">Ending in .dsf or .dff.</param>
    /// <param name="multiple">64, 128 ...</param>
    public static ExactDsd Write(string path, int multiple, double seconds = 0.15)
    {
        var rate = multiple * 44100;
        // A number of bytes that fills neither words nor blocks.
        var sound = new ExactDsd((int)(seconds * rate / 8) / 8 * 8 + 4, multiple);
        File.WriteAllBytes(path, path.EndsWith(".dsf", StringComparison.Ordinal) ? sound.Dsf(rate) : sound.Dff(rate));
        return sound;
    }

    /// <summary>Null where all bits were heard, in order; else what is wrong.</summary>
    /// <param name="form">DSD_U8 … of ALSA, or DOP_S24_3LE, DOP_S24_LE, DOP_S32_LE.</param>
    public string? Differs(byte[] captured, string form)
    {
        if (Unpack(captured, form, out var planes) is { } problem) return problem;
        var sounding = Enumerable.Range(0, planes[0].Count).Where(i => planes[0][i] != Silence).ToArray();
        for (var c = 0; c < 2; c++)
        {
            var got = sounding.Select(i => planes[c][i]).ToArray();
            if (!got.AsSpan().SequenceEqual(_planes[c]))
                return $"channel {c}: {got.Length} bytes in place of {_planes[c].Length}, another one at {_planes[c].AsSpan().CommonPrefixLength(got)}";
        }
        return Enumerable.Range(0, planes[0].Count).Any(i => planes[0][i] == Silence && planes[1][i] != Silence) ? "silence of one channel alone" : null;
    }

    private static string? Unpack(byte[] captured, string form, out List<byte>[] planes)
    {
        planes = [[], []];
        var isDop = form.StartsWith("DOP", StringComparison.Ordinal);
        var word = form switch { "DSD_U8" => 1, "DSD_U16_LE" or "DSD_U16_BE" => 2, "DOP_S24_3LE" => 3, _ => 4 };
        byte? before = null;
        for (var i = 0; i + word <= captured.Length; i += word)
        {
            var plane = planes[i / word % 2];
            var cell = captured.AsSpan(i, word);
            if (!isDop)
            {
                for (var k = 0; k < word; k++) plane.Add(cell[form.EndsWith("LE", StringComparison.Ordinal) ? word - 1 - k : k]);
                continue;
            }
            // Ahead of the stream and behind it a mixer has zeros.
            if (!cell.ContainsAnyExcept((byte)0)) continue;
            var at = form == "DOP_S32_LE" ? 1 : 0;
            var marker = cell[at + 2];
            if (marker is not (0x05 or 0xFA) || (i / word % 2 == 0 ? before == marker : before != marker)) return $"the marker of word {i / word} is {marker:x2} after {before:x2}";
            before = marker;
            plane.AddRange([cell[at + 1], cell[at]]);
        }
        return null;
    }

    private byte[] Dsf(int rate)
    {
        const int block = 4096;
        var groups = (_planes[0].Length + block - 1) / block;
        using var stream = new MemoryStream();
        using var file = new BinaryWriter(stream);
        var data = 12L + (long)groups * block * 2;
        file.Write("DSD "u8);
        file.Write(28L);
        file.Write(28 + 52 + data);
        file.Write(0L);
        file.Write("fmt "u8);
        file.Write(52L);
        foreach (var number in new[] { 1, 0, 2, 2, rate, 1 }) file.Write(number);
        file.Write(8L * _planes[0].Length);
        file.Write(block);
        file.Write(0);
        file.Write("data"u8);
        file.Write(data);
        for (var g = 0; g < groups; g++)
            foreach (var plane in _planes)
                for (var i = g * block; i < (g + 1) * block; i++) file.Write(i < plane.Length ? Reversed(plane[i]) : (byte)0xFF);
        return stream.ToArray();
    }

    private byte[] Dff(int rate)
    {
        var sound = new byte[2 * _planes[0].Length];
        for (var i = 0; i < sound.Length; i++) sound[i] = _planes[i % 2][i / 2];
        byte[] properties = [.. "SND "u8, .. Chunk("FS  ", Big(rate, 4)), .. Chunk("CHNL", [0, 2, .. "SLFTSRGT"u8]), .. Chunk("CMPR", [.. "DSD "u8, 14, .. "not compressed"u8, 0])];
        return Chunk("FRM8", [.. "DSD "u8, .. Chunk("FVER", Big(0x01050000, 4)), .. Chunk("PROP", properties), .. Chunk("DSD ", sound)]);
    }

    private static byte[] Chunk(string id, byte[] body) => [.. Encoding.ASCII.GetBytes(id), .. Big(body.Length, 8), .. body];

    private static byte[] Big(long value, int bytes)
    {
        var all = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(all, value);
        return all[(8 - bytes)..];
    }

    private static byte Reversed(byte value)
    {
        var result = 0;
        for (var k = 0; k < 8; k++) result |= (value >> k & 1) << 7 - k;
        return (byte)result;
    }
}
