using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

/// <summary>What a file says about itself goes with it from format to format.</summary>
public sealed class TranscodingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-transcode-").FullName;

    // The smallest PNG there is, one pixel.
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    private static readonly MediaTags Tags = new()
    {
        Entries =
        [
            new("title", "Frühling; \"eins\" = zwei"), new("artist", "日本の歌手"), new("album", "Ἀλφα"), new("album_artist", "Various"), new("track", "7/12"), new("disc", "1/2"),
            new("date", "2026-03-01"), new("genre", "Ambient"), new("composer", "Nobody & Sons"), new("comment", "with\ttab"),
        ],
        Cover = Png,
        CoverMimeType = "image/png",
        Lyrics = "first line\nzweite Zeile\n\n三行目",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Renderer Renderer => new(new NativeDecode(), new NativeGraph(), new NativeOutput(), new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());

    private static readonly string[] Names = ["a.flac", "a.wv", "a.m4a", "a.mp3", "a.opus", "a.wav"];

    public static MatrixTheoryData<string, string> Pairs => new(Names, Names);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Given_tags_a_cover_and_lyrics_then_they_survive_from_any_format_to_any_other(string from, string to)
    {
        var (source, target) = (Path.Combine(_folder, "from-" + from), Path.Combine(_folder, "to-" + to));
        Write(source, Tags);
        Transcode(source, target);
        using var reader = new NativeDecode().Open(target);
        foreach (var (key, value) in Tags.Entries) Assert.Equal((key, value), (key, reader.Info.Tags[key]));
        Assert.Equal(Tags.Lyrics, reader.Info.Tags.Lyrics);
        Assert.Equal("image/png", reader.Info.Tags.CoverMimeType);
        Assert.Equal(Png, reader.Info.Tags.Cover!.Value.ToArray());
        Assert.Equal(Tags.Entries.Count, reader.Info.Tags.Entries.Count);
    }

    [Theory]
    [InlineData(ResampleQuality.Fast)]
    [InlineData(ResampleQuality.High)]
    [InlineData(ResampleQuality.Max)]
    [InlineData(ResampleQuality.MinimumPhase)]
    public void Given_a_quality_of_conversion_then_its_filter_is_used_and_the_length_is_exact(ResampleQuality quality)
    {
        var (source, target) = (Path.Combine(_folder, "impulse.wav"), Path.Combine(_folder, "converted.wav"));
        using (var writer = new NativeOutput().Create(source, new WriterOptions { Kind = MediaKind.Wav, Format = new(new(44100), 1, 4), Samples = SampleKind.F64 }))
        {
            var block = new AudioBlock(1, 20000) { Frames = 20000 };
            block.Plane(0)[10000 - 10000 % 147] = 1;
            writer.Write(block);
            writer.Commit();
        }
        var result = Renderer.Render(
            new RenderRequest { Input = source, Output = target, Chain = [], Rate = new(48000), Quality = quality, Encoding = new() { Samples = SampleKind.F64 } },
            null, CancellationToken.None);
        Assert.StartsWith("ntdsp resample", result.Versions.Resampler);

        using var reader = new NativeDecode().Open(target);
        var samples = new List<double>();
        for (var block = new AudioBlock(1, 8192); reader.Read(block) > 0;) samples.AddRange(block.Channel(0));
        Assert.Equal((20000 * 160 + 146) / 147, samples.Count);
        var at = (10000 - 10000 % 147) / 147 * 160;
        double Energy(int from, int to) => samples.Skip(from).Take(to - from).Sum(v => v * v);
        // Linear phase rings alike on both sides as long as the filter is; minimum phase only behind.
        var (before, after) = (Energy(at - 400, at - 3), Energy(at + 4, at + 401));
        var far = Energy(at + 70, at + 400);
        if (quality == ResampleQuality.MinimumPhase) Assert.True(before < 1e-16 * after);
        else Assert.Equal(before, after, 1e-12);
        Assert.Equal(quality == ResampleQuality.Fast, far < 1e-15);
    }

    [Theory]
    [InlineData("a.flac", "b.flac")]
    [InlineData("a.flac", "b.wv")]
    [InlineData("a.mp3", "b.flac")]
    [InlineData("a.wv", "b.mp3")]
    [InlineData("a.opus", "b.opus")]
    public void Given_replay_gain_then_a_conversion_keeps_it_and_a_render_that_changes_the_sound_drops_it(string from, string to)
    {
        var (source, target) = (Path.Combine(_folder, from), Path.Combine(_folder, to));
        Write(source, Tags with { Entries = [.. Tags.Entries, new("replaygain_track_gain", "-7.10 dB"), new("replaygain_track_peak", "0.91"), new("r128_track_gain", "-1234")] });
        Transcode(source, target);
        using (var reader = new NativeDecode().Open(target))
        {
            Assert.Equal("-7.10 dB", reader.Info.Tags["replaygain_track_gain"]);
            Assert.Equal("-1234", reader.Info.Tags["r128_track_gain"]);
        }
        Transcode(source, target, new EqSpec([new(EqType.Peaking, new(1000), 1, new(3))]));
        using var changed = new NativeDecode().Open(target);
        Assert.Equal(Tags.Entries.Select(e => e.Key).Order(StringComparer.Ordinal), changed.Info.Tags.Entries.Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("b.opus", 44100, 48000)]
    [InlineData("b.opus", 11025, 48000)]
    [InlineData("b.mp3", 10000, 11025)]
    [InlineData("b.opus", 96000, 48000)]
    [InlineData("b.mp3", 96000, 48000)]
    [InlineData("b.mp3", 88200, 44100)]
    [InlineData("b.mp3", 44100, 44100)]
    public void Given_a_rate_that_a_lossy_codec_lacks_then_the_file_has_one_it_holds_and_the_same_sound_and_length(string to, double rate, double written)
    {
        var (source, target) = (Path.Combine(_folder, "a.wav"), Path.Combine(_folder, to));
        Write(source, Tags, rate);
        var result = Transcode(source, target);
        using var reader = new NativeDecode().Open(target);
        Assert.Equal(written, reader.Info.Format.Rate.Hz);
        Assert.Equal(written, result.Format.Rate.Hz);
        var frames = (long)Math.Ceiling(6000 * written / rate);
        Assert.Equal(frames, reader.Info.Length!.Value.Value);
        Assert.Equal(frames, result.Length.Value);
        var block = new AudioBlock(2, (int)frames);
        while (block.Frames == 0 && reader.Read(block) > 0) continue;
        // The tone's share of what is decoded, away from the ends: its amplitude, and at its own place in time.
        double sine = 0, cosine = 0;
        var (first, last) = (block.Frames / 4, block.Frames * 3 / 4);
        for (var i = first; i < last; i++)
        {
            var (s, c) = Math.SinCos(0.03 * i * rate / written);
            sine += block.Channel(0)[i] * s * 2 / (last - first);
            cosine += block.Channel(0)[i] * c * 2 / (last - first);
        }
        Assert.Equal(0.3, sine, 0.015);
        Assert.Equal(0, cosine, 0.03);
    }

    [Fact]
    public void Given_a_rate_that_no_meter_reads_then_it_is_refused_by_name_and_no_file_is_left()
    {
        var (source, target) = (Path.Combine(_folder, "a.wav"), Path.Combine(_folder, "b.wav"));
        Write(source, Tags);
        var failure = Assert.Throws<MediaException>(() => Transcode(source, target, new ResampleSpec(new(2000))));
        Assert.Equal(MediaFault.Unsupported, failure.Fault);
        Assert.Contains("2000 Hz", failure.Message, StringComparison.Ordinal);
        Assert.Equal([source], Directory.GetFiles(_folder));
    }

    private static RenderResult Transcode(string source, string target, params ProcessorSpec[] chain) => Renderer.Render(
        new RenderRequest
        {
            Input = source, Output = target, Chain = chain,
            Encoding = new OutputEncoding { Samples = OutputEncoding.IsLossy(KindOf(target)) ? SampleKind.Lossy : SampleKind.S16, Kind = KindOf(target) },
        }, null, TestContext.Current.CancellationToken);

    private static MediaKind KindOf(string path) => OutputEncoding.KindOf(path);

    private static void Write(string path, MediaTags tags, double rate = 48000)
    {
        var format = new AudioFormat(new(rate), 2, 3);
        using var writer = new NativeOutput().Create(path, new WriterOptions
        {
            Kind = KindOf(path), Format = format, Samples = OutputEncoding.IsLossy(KindOf(path)) ? SampleKind.Lossy : SampleKind.S16, Tags = tags,
        });
        var block = new AudioBlock(2, 6000) { Frames = 6000 };
        for (var i = 0; i < block.Frames; i++) block.Channel(0)[i] = block.Channel(1)[i] = 0.3 * Math.Sin(0.03 * i);
        writer.Write(block);
        writer.Commit();
    }
}
