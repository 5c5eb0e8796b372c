using System.Buffers.Binary;
using System.Text;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Pcm;
using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Audio.Tests.Decode.Pcm;

public sealed class PcmStreamTests
{
    private static byte[] Chunk(string id, byte[] content, uint? size = null)
    {
        var bytes = new byte[8 + content.Length + (content.Length & 1)];
        Encoding.ASCII.GetBytes(id).CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), size ?? (uint)content.Length);
        content.CopyTo(bytes, 8);
        return bytes;
    }

    private static byte[] Format(int tag, int channels, uint rate, int bits, int? align = null)
    {
        var f = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(f, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(f.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(f.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(f.AsSpan(12), (ushort)(align ?? channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(f.AsSpan(14), (ushort)bits);
        return f;
    }

    private static byte[] Wav(string riff, params byte[][] chunks) => [.. Encoding.ASCII.GetBytes(riff + "\0\0\0\0WAVE"), .. chunks.SelectMany(c => c)];

    private static PcmStream Read(byte[] bytes, out byte[] rest)
    {
        using var stream = new MemoryStream(bytes);
        var read = PcmStream.ReadWav(stream, "test");
        rest = bytes[(int)stream.Position..];
        return read;
    }

    [Fact]
    public void Given_headers_then_format_and_length_are_read_and_the_stream_stands_at_the_samples()
    {
        var plain = Read(Wav("RIFF", Chunk("LIST", [1, 2, 3]), Chunk("fmt ", Format(1, 2, 44100, 16)), Chunk("data", [1, 2, 3, 4, 5, 6, 7, 8])), out var rest);
        Assert.Equal(new PcmStream(new(new(44100), 2, 0), PcmEncoding.S16Le, new(2)), plain);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], rest);
        foreach (var unknown in new[] { 0u, uint.MaxValue })
            Assert.Null(Read(Wav("RIFF", Chunk("fmt ", Format(3, 1, 48000, 32)), Chunk("data", [1, 2, 3, 4], unknown)), out _).Length);
        var sizes = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(sizes.AsSpan(8), 6_000_000_000);
        Assert.Equal(1_000_000_000, Read(Wav("RF64", Chunk("ds64", sizes), Chunk("fmt ", Format(1, 2, 96000, 24)), Chunk("data", [], uint.MaxValue)), out _).Length!.Value.Value);
        byte[] extensible = [.. Format(0xFFFE, 6, 48000, 32), 22, 0, 32, 0, 0x0F, 0x06, 0, 0, 3, 0, .. new byte[14]];
        Assert.Equal(new PcmStream(new(new(48000), 6, 0x60F), PcmEncoding.F32Le, null), Read(Wav("RIFF", Chunk("fmt ", extensible), Chunk("data", [])), out _));
    }

    public static TheoryData<string, MediaFault, byte[]> Damaged() => new()
    {
        { "empty", MediaFault.Malformed, [] },
        { "no WAV", MediaFault.Unsupported, [.. "fLaC            "u8] },
        { "cut", MediaFault.Malformed, Wav("RIFF", Chunk("fmt ", Format(1, 2, 44100, 16)))[..30] },
        { "no samples", MediaFault.Malformed, Wav("RIFF", Chunk("fmt ", Format(1, 2, 44100, 16))) },
        { "no format", MediaFault.Malformed, Wav("RIFF", Chunk("data", [1, 2])) },
        { "codec", MediaFault.Unsupported, Wav("RIFF", Chunk("fmt ", Format(0x55, 2, 44100, 16)), Chunk("data", [])) },
        { "channels", MediaFault.Limit, Wav("RIFF", Chunk("fmt ", Format(1, 0, 44100, 16)), Chunk("data", [])) },
        { "rate", MediaFault.Limit, Wav("RIFF", Chunk("fmt ", Format(1, 2, 4000000000, 16)), Chunk("data", [])) },
        { "align", MediaFault.Malformed, Wav("RIFF", Chunk("fmt ", Format(1, 2, 44100, 16, align: 3)), Chunk("data", [])) },
        { "short format", MediaFault.Malformed, Wav("RIFF", Chunk("fmt ", [1, 0]), Chunk("data", [])) },
        { "short extensible", MediaFault.Malformed, Wav("RIFF", Chunk("fmt ", Format(0xFFFE, 2, 44100, 16)), Chunk("data", [])) },
        { "huge chunk", MediaFault.Limit, Wav("RIFF", Chunk("junk", [], 0xFFFFFFF0)) },
        { "huge format", MediaFault.Malformed, Wav("RIFF", Chunk("fmt ", [], 5000)) },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Given_a_damaged_header_then_the_fault_says_what_it_is(string what, MediaFault fault, byte[] bytes)
    {
        Assert.NotNull(what);
        Assert.Equal(fault, Assert.Throws<MediaException>(() => Read(bytes, out _)).Fault);
    }

    [Fact]
    public void Given_any_bytes_then_there_is_a_stream_or_a_typed_fault()
    {
        var random = new Random(1);
        var whole = Wav("RIFF", Chunk("LIST", new byte[50]), Chunk("fmt ", Format(1, 2, 44100, 16)), Chunk("data", new byte[64]));
        for (var round = 0; round < 5000; round++)
        {
            var bytes = whole[..random.Next(whole.Length + 1)];
            for (var i = 0; i < bytes.Length; i++)
                if (random.Next(20) == 0) bytes[i] = (byte)random.Next(256);
            try
            {
                Read(bytes, out _);
            }
            catch (MediaException)
            {
            }
        }
    }

    [Theory]
    [InlineData(PcmEncoding.U8, new byte[] { 0, 255 }, -1.0, 127 / 128.0)]
    [InlineData(PcmEncoding.S8, new byte[] { 0x80, 0x7F }, -1.0, 127 / 128.0)]
    [InlineData(PcmEncoding.S16Le, new byte[] { 0x00, 0x80, 0x01, 0x00 }, -1.0, 1 / 32768.0)]
    [InlineData(PcmEncoding.S16Be, new byte[] { 0x80, 0x00, 0x00, 0x01 }, -1.0, 1 / 32768.0)]
    [InlineData(PcmEncoding.S24Le, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F }, -1 / 8388608.0, 8388607 / 8388608.0)]
    [InlineData(PcmEncoding.S24Be, new byte[] { 0x80, 0x00, 0x00, 0x00, 0x00, 0x01 }, -1.0, 1 / 8388608.0)]
    [InlineData(PcmEncoding.S32Le, new byte[] { 0, 0, 0, 0x80, 1, 0, 0, 0 }, -1.0, 1 / 2147483648.0)]
    [InlineData(PcmEncoding.S32Be, new byte[] { 0x40, 0, 0, 0, 0, 0, 0, 1 }, 0.5, 1 / 2147483648.0)]
    [InlineData(PcmEncoding.F32Le, new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0, 0xBF }, 1.0, -0.5)]
    [InlineData(PcmEncoding.F32Be, new byte[] { 0x3F, 0x80, 0, 0, 0xBF, 0, 0, 0 }, 1.0, -0.5)]
    [InlineData(PcmEncoding.F64Le, new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0xE0, 0xBF }, 1.0, -0.5)]
    [InlineData(PcmEncoding.F64Be, new byte[] { 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xBF, 0xE0, 0, 0, 0, 0, 0, 0 }, 1.0, -0.5)]
    public void Given_bytes_then_samples_are_exact(PcmEncoding encoding, byte[] bytes, double first, double second)
    {
        var stereo = new AudioBlock(2, 4);
        Assert.True(Audio.Decode.Pcm.Pcm.Decode(bytes, encoding, stereo));
        Assert.Equal((1, first, second), (stereo.Frames, stereo.Channel(0)[0], stereo.Channel(1)[0]));
        var mono = new AudioBlock(1, 4);
        Assert.True(Audio.Decode.Pcm.Pcm.Decode(bytes, encoding, mono));
        Assert.Equal([first, second], mono.Channel(0).ToArray());
    }

    [Fact]
    public void Given_a_float_that_is_no_number_then_it_is_told()
    {
        var block = new AudioBlock(1, 4);
        Assert.False(Audio.Decode.Pcm.Pcm.Decode([0, 0, 0xC0, 0x7F], PcmEncoding.F32Le, block));
    }
}
