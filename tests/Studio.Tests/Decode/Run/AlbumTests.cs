using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Run;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>A recording cut into twelve files and played as an album, through the real codecs.</summary>
public sealed class AlbumTests : IDisposable
{
    private const int Rate = 48000;

    private static readonly MediaKind[] Lossless = [MediaKind.Flac, MediaKind.WavPack, MediaKind.Alac, MediaKind.Wav];
    private static readonly MediaKind[] Mixed = [MediaKind.Flac, MediaKind.Mp3, MediaKind.Opus, MediaKind.Alac, MediaKind.Mp3, MediaKind.WavPack];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-album-");
    private readonly NativeDecode _decode = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Given_twelve_lossless_files_then_the_album_is_the_recording_bit_for_bit_also_when_resampled()
    {
        var recording = Recording();
        var items = Cut(recording, Lossless);
        using (var run = Play(new(), items))
        {
            Assert.Equal(recording, run.Samples);
            Assert.All(run.Events.OfType<RunEvent.ItemBegan>(), e => Assert.True(e.IsExact));
        }
        foreach (var rate in new[] { 44100, 96000 })
        {
            using var run = Play(new() { Shape = RunOptions.AtRate(new(rate)) }, items);
            Assert.Equal(Resampled(recording, Rate, rate), run.Samples);
        }
    }

    [Fact]
    public void Given_lossless_and_lossy_files_then_no_frame_is_lost_or_added_and_each_is_what_its_decoder_gives()
    {
        var recording = Recording();
        var items = Cut(recording, Mixed);
        var decoded = Joined([.. items.Select(Decoded)]);
        using (var run = Play(new(), items))
        {
            Assert.Equal(decoded, run.Samples);
            Assert.Equal(recording[0].Length, run.Ended.Length.Value);
            for (var i = 0; i < 12; i++)
            {
                var (from, to) = Piece(recording, i);
                Assert.Equal(from, run.Marks[i].RunFrame.Value);
                if (Mixed[i % Mixed.Length] is MediaKind.Mp3 or MediaKind.Opus)
                {
                    // In its place: a frame earlier or later the difference to the recording would be as large as the recording.
                    var difference = Power(recording[0][from..to].Zip(run.Samples[0][from..to], (a, b) => a - b));
                    Assert.True(difference < 0.06 * Power(recording[0][from..to]), $"item {i}: {difference}");
                }
                else Assert.Equal(Part(recording, from, to), Part(run.Samples, from, to));
            }
        }
        using var resampled = Play(new() { Shape = RunOptions.AtRate(new(44100)) }, items);
        Assert.Equal(Resampled(decoded, Rate, 44100), resampled.Samples);
    }

    [Fact]
    public void Given_real_music_then_the_album_is_the_recording_also_when_resampled()
    {
        var root = Environment.GetEnvironmentVariable("NT_MUSIC");
        if (string.IsNullOrEmpty(root) || !Directory.Exists(Path.Combine(root, "singularity-music")))
            Assert.Skip("NT_MUSIC names no folder with the package singularity-music; scripts/test sets it.");
        var path = Directory.EnumerateFiles(Path.Combine(root, "singularity-music"), "*.ogg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        double[][] music;
        using (var reader = _decode.Open(path)) music = All(reader, 20 * Rate);
        // On the grid of 16 bits, as a disc has it.
        foreach (var plane in music)
            for (var i = 0; i < plane.Length; i++) plane[i] = Math.Clamp(Math.Round(plane[i] * 32768), -32768, 32767) / 32768;
        var items = Cut(music, Lossless);
        using (var run = Play(new(), items)) Assert.Equal(music, run.Samples);
        using var resampled = Play(new() { Shape = RunOptions.AtRate(new(44100)) }, items);
        Assert.Equal(Resampled(music, Rate, 44100), resampled.Samples);
    }

    private static PlayedRun Play(RunOptions options, RunItem[] items) => PlayedRun.Of(options, new FileOpener(new NativeDecode()), items);

    // Tones whose harmonics a codec keeps, with a little noise, on the grid of 16 bits.
    private static double[][] Recording()
    {
        var random = new Random(3);
        var planes = new double[2][];
        for (var c = 0; c < 2; c++)
        {
            planes[c] = new double[12 * 20000 + 7];
            for (var i = 0; i < planes[c].Length; i++)
            {
                var x = 0.4 * Math.Sin(0.031 * (c + 1) * i) + 0.2 * Math.Sin(0.0917 * i + c) + 0.01 * (random.NextDouble() - 0.5);
                planes[c][i] = Math.Round(x * 32768) / 32768;
            }
        }
        return planes;
    }

    // Of lengths that are no multiple of any codec's frame.
    private static (int From, int To) Piece(double[][] recording, int index)
    {
        int At(int i) => i == 12 ? recording[0].Length : (int)((long)recording[0].Length * i / 12) + i * 37 % 101;
        return (index == 0 ? 0 : At(index), At(index + 1));
    }

    private RunItem[] Cut(double[][] recording, MediaKind[] kinds)
    {
        var items = new RunItem[12];
        for (var i = 0; i < 12; i++)
        {
            var (from, to) = Piece(recording, i);
            var kind = kinds[i % kinds.Length];
            var extension = kind switch { MediaKind.Flac => "flac", MediaKind.WavPack => "wv", MediaKind.Alac => "m4a", MediaKind.Mp3 => "mp3", MediaKind.Opus => "opus", _ => "wav" };
            var path = Path.Combine(_folder.FullName, $"{i:00}-{kind}.{extension}");
            items[i] = new(i, new PlayItem { Address = SourceAddress.OfFile(path) });
            using var writer = new NativeOutput().Create(path, new()
            {
                Kind = kind,
                Format = new(new(Rate), 2, 3),
                Samples = kind is MediaKind.Mp3 or MediaKind.Opus ? SampleKind.Lossy : SampleKind.S16,
            });
            var block = new AudioBlock(2, 1111);
            for (var at = from; at < to; at += block.Frames)
            {
                block.Frames = Math.Min(block.Capacity, to - at);
                for (var c = 0; c < 2; c++) recording[c].AsSpan(at, block.Frames).CopyTo(block.Channel(c));
                writer.Write(block);
            }
            writer.Commit();
        }
        return items;
    }

    private double[][] Decoded(RunItem item)
    {
        using var reader = _decode.Open(item.Item.Address.Rest);
        return All(reader, int.MaxValue);
    }

    private static double[][] All(IMediaReader reader, int most)
    {
        var planes = Enumerable.Range(0, reader.Info.Format.Channels).Select(_ => new List<double>()).ToArray();
        var block = new AudioBlock(planes.Length, 5000);
        while (planes[0].Count < most && reader.Read(block) > 0)
            for (var c = 0; c < planes.Length; c++) planes[c].AddRange(block.Channel(c));
        return [.. planes.Select(p => p.Take(most).ToArray())];
    }

    private static double Power(IEnumerable<double> samples) => samples.Sum(x => x * x);
}
