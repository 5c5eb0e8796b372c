using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>Runs of bits, from files of DSD by the native reader.</summary>
public sealed class BitRunTests : IDisposable
{
    private const int Bytes = DsdFiles.Dsd64 / 8;
    private static readonly RunOptions AsBits = new() { Shape = i => i.Samples == SampleKind.Dsd ? RunShape.Bits(i) : RunShape.Pcm(i.Format) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-bits-");
    private readonly FileOpener _opener = new(new NativeDecode());
    private int _files;

    public void Dispose() => _folder.Delete(recursive: true);

    private PlayItem Dsf(byte[][] bits, int rate = DsdFiles.Dsd64)
    {
        var path = Path.Combine(_folder.FullName, $"{_files++}.dsf");
        DsdFiles.WriteDsf(path, bits, rate);
        return new() { Address = SourceAddress.OfFile(path) };
    }

    private PlayItem Dff(byte[][] bits)
    {
        var path = Path.Combine(_folder.FullName, $"{_files++}.dff");
        DsdFiles.WriteDff(path, bits);
        return new() { Address = SourceAddress.OfFile(path) };
    }

    private PlayedRun Play(params PlayItem[] items) => PlayedRun.Of(AsBits, _opener, [.. items.Select((item, k) => new RunItem(k + 1, item))]);

    [Fact]
    public void Given_files_whose_last_blocks_are_not_full_then_their_bits_are_joined_without_anything_between()
    {
        byte[][][] parts = [DsdFiles.Noise(2, 8 * 10000, 1), DsdFiles.Noise(2, 8 * 4096, 2), DsdFiles.Noise(2, 8 * 123, 3), DsdFiles.Noise(2, 8 * 50001, 4)];
        using var run = Play(Dsf(parts[0]), Dff(parts[1]), Dsf(parts[2]), Dsf(parts[3]));
        Assert.Equal(DsdFiles.Packed(DsdFiles.Joined(parts)), run.Bits);
        Assert.Equal(RunEnd.Done, run.Ended.Reason);
        Assert.Equal(run.Bits[0].Length, run.Ended.Length.Value);
        Assert.Equal([0, 10000, 14096, 14219], run.Marks.Select(m => m.RunFrame.Value));
        Assert.Equal([10000, 4096, 123, 50001], run.Events.OfType<RunEvent.ItemEnded>().Select(e => e.ItemFrame.Value));
        Assert.Equal(new(RunCoding.Bits, new(new(Bytes), 2, 0x3)), run.Events.OfType<RunEvent.Opened>().Single().Shape);
        Assert.All(run.Events.OfType<RunEvent.ItemBegan>(), e => Assert.True(e.IsExact));
    }

    [Fact]
    public void Given_files_that_do_not_end_with_a_byte_then_their_bits_are_joined_bit_by_bit()
    {
        var random = new Random(7);
        var parts = Enumerable.Range(0, 12).Select(k => DsdFiles.Noise(k < 6 ? 2 : 2, k == 4 ? 3 : random.Next(1, 200_000), k)).ToArray();
        using var run = Play([.. parts.Select(p => Dsf(p))]);
        Assert.Equal(DsdFiles.Packed(DsdFiles.Joined(parts)), run.Bits);
    }

    [Fact]
    public void Given_places_within_files_then_the_run_begins_and_ends_at_those_very_bytes()
    {
        var bits = DsdFiles.Noise(1, 8 * 60000, 1);
        var whole = DsdFiles.Packed(bits)[0];
        foreach (var file in new[] { Dsf(bits), Dff(bits) })
        {
            foreach (var (start, end, from) in new[] { (0, 60000, 1), (1, 2, 0), (4095, 4097, 0), (17, 59999, 8191), (40000, 70000, 10000), (5, 50000, 49994), (5, 50000, 49995), (0, 60000, 60000) })
            {
                var item = file with { Start = new(start, Bytes), End = new(end, Bytes) };
                using var run = PlayedRun.Of(AsBits, _opener, new RunItem(1, item, new(from, Bytes)), new RunItem(2, file with { End = new(1, Bytes) }));
                var expected = whole[Math.Min(start + from, Math.Min(end, 60000))..Math.Min(end, 60000)];
                Assert.Equal([.. expected, whole[0]], run.Bits[0]);
                Assert.Equal(Math.Min(from, Math.Min(end, 60000) - start), run.Marks[0].Place);
                Assert.Equal(Math.Min(end, 60000) - start, run.Events.OfType<RunEvent.ItemBegan>().First().Length!.Value.Value);
            }
        }
    }

    [Fact]
    public void Given_a_place_behind_the_end_then_it_is_told_and_the_others_are_joined()
    {
        var bits = DsdFiles.Noise(2, 8 * 5000, 1);
        var file = Dsf(bits);
        using var run = PlayedRun.Of(AsBits, _opener, new RunItem(1, file, new(5001, Bytes)), new RunItem(2, file));
        Assert.Contains("there is nothing at", run.Events.OfType<RunEvent.ItemFailed>().Single(e => e.Id == 1).Message, StringComparison.Ordinal);
        Assert.Equal(DsdFiles.Packed(bits), run.Bits);
    }

    [Fact]
    public void Given_another_rate_other_channels_or_pcm_then_the_run_ends_ahead_of_it()
    {
        var bits = DsdFiles.Noise(2, 8000, 1);
        var first = Dsf(bits);
        foreach (var other in new[] { Dsf(bits, 2 * DsdFiles.Dsd64), Dsf([bits[0]]), Dsf(bits, 64 * 48000) })
        {
            using var run = Play(first, other, first);
            Assert.Equal(RunEnd.ShapeChanges, run.Ended.Reason);
            Assert.Equal([2, 3], run.Ended.Left.Select(i => i.Id));
            Assert.Equal(DsdFiles.Packed(bits), run.Bits);
        }
    }

    [Fact]
    public void Given_a_file_that_is_broken_or_compressed_then_it_is_named_and_the_others_are_joined()
    {
        var bits = DsdFiles.Noise(2, 80_000, 1);
        var path = Path.Combine(_folder.FullName, "dst.dff");
        DsdFiles.WriteDff(path, bits, compression: "DST ");
        var broken = Path.Combine(_folder.FullName, "broken.dsf");
        File.WriteAllText(broken, "DSD and nothing else");
        using var run = Play(Dsf(bits), new() { Address = SourceAddress.OfFile(path) }, new() { Address = SourceAddress.OfFile(broken) }, Dsf(bits));
        Assert.Equal(DsdFiles.Packed(DsdFiles.Joined(bits, bits)), run.Bits);
        var failed = run.Events.OfType<RunEvent.ItemFailed>().ToList();
        Assert.Equal([2, 3], failed.Select(f => f.Id));
        Assert.Contains("DST", failed[0].Message, StringComparison.Ordinal);
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => new NativeDecode().OpenBits(path)).Fault);
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => new NativeDecode().OpenBits(path + "x")).Fault);
    }

    [Fact]
    public void Given_the_bits_of_a_file_when_read_from_any_byte_then_they_are_those_of_the_file()
    {
        var bits = DsdFiles.Noise(2, 8 * 20000 - 3, 5);
        var whole = DsdFiles.Packed(bits);
        using var reader = new NativeDecode().OpenBits(Dsf(bits).Address.Rest);
        Assert.Equal((new SampleRate(DsdFiles.Dsd64), 2, 159_997), (reader.Format.Rate, reader.Format.Channels, reader.Length));
        var random = new Random(1);
        for (var k = 0; k < 200; k++)
        {
            var (at, block) = (random.Next(20100), new BitBlock(2, random.Next(1, 9000)));
            reader.Seek(new(at));
            Assert.Equal(Math.Clamp(20000 - at, 0, block.Capacity), reader.Read(block));
            for (var c = 0; c < 2; c++) Assert.Equal(whole[c].AsSpan(Math.Min(at, 20000), block.Frames), block.Channel(c));
        }
    }
}
