using System.Buffers.Binary;

namespace NTWorkstation.Nt.Tests.Commands.Loudness;

/// <summary>The output gain in the first page of an Ogg Opus file (RFC 7845, 5.1), with the page's checksum (RFC 3533, 6).</summary>
internal static class OggPage
{
    public static int HeaderGain(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(Head(bytes) + 16));
    }

    public static void SetHeaderGain(string path, short gain)
    {
        var bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(Head(bytes) + 16), gain);
        var end = Head(bytes);
        for (var i = 0; i < bytes[26]; i++) end += bytes[27 + i];
        bytes.AsSpan(22, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(22), Checksum(bytes.AsSpan(0, end)));
        File.WriteAllBytes(path, bytes);
    }

    private static int Head(byte[] bytes)
    {
        var at = 27 + bytes[26];
        return bytes.AsSpan(at, 8).SequenceEqual("OpusHead"u8) ? at : throw new InvalidDataException("The first packet is no OpusHead.");
    }

    private static uint Checksum(ReadOnlySpan<byte> page)
    {
        uint sum = 0;
        foreach (var b in page)
        {
            sum ^= (uint)b << 24;
            for (var i = 0; i < 8; i++) sum = (sum & 0x80000000) != 0 ? (sum << 1) ^ 0x04C11DB7 : sum << 1;
        }
        return sum;
    }
}
