using System.Buffers.Binary;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Output;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands;

/// <summary>nt convert from DSD to DSD: bits are copied, unless something else is asked for.</summary>
public sealed class ConvertDsdTests : IDisposable
{
    private const int RateAt = 56; // of the bit rate in a DSF file
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-dsd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Lengths that fill no block of a DSF, and rates that are not made from PCM but may be copied.
    [Theory]
    [InlineData(1, 30011, 2822400)]
    [InlineData(2, 44100, 2822400)]
    [InlineData(6, 4097, 5644800)]
    [InlineData(2, 20000, 11289600)]
    [InlineData(2, 20000, 22579200)]
    [InlineData(2, 20000, 3072000)]
    public void Given_DSD_then_the_other_container_and_the_way_back_hold_the_same_bits(int channels, int frames, int bitRate)
    {
        var first = Write(channels, frames, bitRate);
        var (other, back) = (Path.Combine(_folder, "b.dff"), Path.Combine(_folder, "c.dsf"));
        Convert(first, other);
        Convert(other, back);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(back));
        // DSDIFF keeps the earliest bit highest, byte by byte of each channel in turn; DSF the other way, in blocks of 4096 bytes.
        var (dsf, dff) = (File.ReadAllBytes(first), File.ReadAllBytes(other));
        var data = dff.AsSpan().IndexOf("DSD \0\0\0\0"u8) + 12;
        for (var i = 0; i < frames; i += 7)
            for (var c = 0; c < channels; c++)
                Assert.Equal(Reversed(dsf[92 + i / 4096 * 4096 * channels + c * 4096 + i % 4096]), dff[data + i * channels + c]);
    }

    [Fact]
    public void Given_another_rate_of_bits_then_they_are_made_anew()
    {
        var first = Write(2, 20000, 2822400);
        var other = Path.Combine(_folder, "b.dsf");
        Convert(first, other, "--dsd", "128");
        Assert.Equal(5644800u, BinaryPrimitives.ReadUInt32LittleEndian(File.ReadAllBytes(other).AsSpan(RateAt)));
        Convert(first, other, "--dsd", "64");
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(other));
        Convert(first, other, "--rate", "44100");
        Assert.NotEqual(File.ReadAllBytes(first), File.ReadAllBytes(other));
    }

    private static void Convert(params string[] args)
    {
        var result = InProcess.Run(["convert", .. args]);
        Assert.True(result.Code == 0, $"{string.Join(' ', args)}: {result.Code}\n{result.Error}");
    }

    private static byte Reversed(byte value)
    {
        var result = 0;
        for (var i = 0; i < 8; i++) result |= (value >> i & 1) << 7 - i;
        return (byte)result;
    }

    /// <summary>A DSF file of so many bytes a channel: a modulated sine, whose header then says the bit rate.</summary>
    private string Write(int channels, int bytes, int bitRate)
    {
        var path = Path.Combine(_folder, "a.dsf");
        var format = new AudioFormat(new SampleRate(352800), channels, AudioFormat.DefaultMask(channels));
        using (var writer = new NativeOutput().Create(path, new WriterOptions
        {
            Kind = MediaKind.Dsf, Format = format, Samples = SampleKind.Dsd, Tags = new MediaTags { Entries = [new("title", "A title")] },
        }))
        {
            var block = new AudioBlock(channels, bytes) { Frames = bytes };
            for (var c = 0; c < channels; c++)
                for (var i = 0; i < bytes; i++) block.Channel(c)[i] = 0.25 * Math.Sin(2 * Math.PI * 1000 * (c + 1) * i / 352800);
            writer.Write(block);
            writer.Commit();
        }
        var file = File.ReadAllBytes(path);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(RateAt), bitRate);
        File.WriteAllBytes(path, file);
        return path;
    }
}
