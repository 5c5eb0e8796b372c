using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Mastering.Analyse;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Analyse;

/// <summary>What is measured on real music is what others measure: samples read by ffmpeg, loudness by libebur128.</summary>
public sealed class RealMusicMeterTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("drascula-music", "track1.ogg")]
    [InlineData("asc-music", "time_to_strike.mp3")]
    [InlineData("frozen-bubble-data", "introzik.ogg")]
    public void Given_a_real_track_then_loudness_range_and_true_peak_are_libebur128s(string package, string file) => Compare(package, file);

    [Theory]
    [Trait("Category", "full")]
    [InlineData("singularity-music", "Nebula.ogg")]
    [InlineData("singularity-music", "Enemy Unknown.ogg")]
    [InlineData("xmoto-data", "*speeditup.ogg")]
    [InlineData("planetblupi-music-ogg", "music005.ogg")]
    public void Given_more_real_tracks_then_loudness_range_and_true_peak_are_libebur128s(string package, string file) => Compare(package, file);

    private void Compare(string package, string file)
    {
        var path = Music.Track(package, file);
        var profile = new FileAnalysis(new NativeDecode(), new NativeAnalyse()).Analyse(path, new SoundOptions(), null, TestContext.Current.CancellationToken);
        var format = ReadFormat(path, out var length);

        var expected = Ebur128.Measure(Ffmpeg.Decode(path), format.Channels, (int)format.Rate.Hz);

        var reading = profile.Loudness.Reading;
        log.WriteLine(FormattableString.Invariant($"{reading.Integrated.Value:0.000} LUFS against {expected.Integrated:0.000}, LRA {reading.Range:0.000} against {expected.FineRange:0.000} ({expected.Range:0.000}), {reading.TruePeak.Value:0.000} dBTP against {expected.TruePeak:0.000}"));
        Assert.Equal(expected.Integrated, reading.Integrated.Value, 0.1);
        Assert.Equal(expected.FineRange, reading.Range, 0.1);
        // Once a second is a coarser sample of the same.
        Assert.Equal(expected.Range, reading.Range, 0.6);
        // Four points a sample see less of a peak than sixteen.
        Assert.InRange(reading.TruePeak.Value, expected.TruePeak - 0.05, expected.TruePeak + 0.2);
        Assert.True(reading.SamplePeak <= reading.TruePeak);
        Assert.Equal(length.At(format.Rate).Value, profile.Source.Duration.Value, 1e-6);
    }

    [Fact]
    public void Given_a_real_track_then_its_samples_are_those_that_ffmpeg_reads()
    {
        var path = Music.Track("frozen-bubble-data", "introzik.ogg");
        var expected = Ffmpeg.Decode(path);
        using var reader = new NativeDecode().Open(path);
        var block = new AudioBlock(reader.Info.Format.Channels, 8192);
        var at = 0;
        while (reader.Read(block) > 0)
            for (var i = 0; i < block.Frames; i++)
                for (var c = 0; c < block.Channels; c++)
                    if (expected[at++] != (float)block.Channel(c)[i]) Assert.Fail($"value {at - 1}");
        Assert.Equal(expected.Length, at);
    }

    [Fact]
    public async Task Given_files_beside_each_other_then_each_profile_is_that_of_the_file_alone()
    {
        string[] paths = [Music.Track("frozen-bubble-data", "introzik.ogg"), Music.Track("drascula-music", "track1.ogg")];
        var analysis = new FileAnalysis(new NativeDecode(), new NativeAnalyse());
        var together = await analysis.AnalyseAsync(paths, new SoundOptions(), 2, null, TestContext.Current.CancellationToken);
        for (var i = 0; i < paths.Length; i++)
        {
            var alone = analysis.Analyse(paths[i], new SoundOptions(), null, TestContext.Current.CancellationToken);
            Assert.Equal(alone.Loudness.Reading, together[i].Loudness.Reading);
            var self = StyleMetrics.Between(alone, together[i]);
            Assert.Equal(0, self.StftDistance);
            Assert.Equal(0, self.MelDistance);
            Assert.Equal(0, self.LoudnessError);
        }
    }

    private static AudioFormat ReadFormat(string path, out FrameCount length)
    {
        using var reader = new NativeDecode().Open(path);
        var block = new AudioBlock(reader.Info.Format.Channels, 8192);
        long frames = 0;
        while (reader.Read(block) > 0) frames += block.Frames;
        length = new(frames);
        return reader.Info.Format;
    }
}
