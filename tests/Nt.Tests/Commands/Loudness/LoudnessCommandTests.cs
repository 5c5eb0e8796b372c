using System.Globalization;
using System.Text.Json;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Loudness;

public sealed class LoudnessCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-loudness-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Given_a_sine_of_known_level_then_its_loudness_and_gains_are_those_of_the_standard()
    {
        // EBU Tech 3341, case 1: a stereo sine of 1 kHz at −23 dBFS reads −23 LUFS.
        var file = Write("a.wav", MediaKind.Wav, -23);
        var track = Tracks(Run(0, file)).Single();
        Assert.Equal(-23, track.GetProperty("integrated_lufs").GetDouble(), 0.05);
        Assert.Equal(5, track.GetProperty("replaygain_db").GetDouble(), 0.05);
        Assert.Equal(0, track.GetProperty("r128_gain_db").GetDouble(), 0.05);
        Assert.Equal(-23, track.GetProperty("true_peak_dbtp").GetDouble(), 0.02);
    }

    [Theory]
    [InlineData(MediaKind.Wav, "wav")]
    [InlineData(MediaKind.Flac, "flac")]
    [InlineData(MediaKind.WavPack, "wv")]
    [InlineData(MediaKind.Alac, "m4a")]
    [InlineData(MediaKind.Mp3, "mp3")]
    public void Given_write_then_ReplayGain_is_in_the_file_the_rest_stays_and_no_sample_changes(MediaKind kind, string extension)
    {
        string[] files = [Write($"a.{extension}", kind, -20, "Album"), Write($"b.{extension}", kind, -40, "Album")];
        var before = files.Select(Samples).ToArray();
        var document = Run(0, [.. files, "--write"]);
        var album = document.GetProperty("albums").EnumerateArray().Single();
        Assert.Equal("Album", album.GetProperty("name").GetString());
        for (var i = 0; i < 2; i++)
        {
            var tags = Tags(files[i]);
            var track = Tracks(document)[i];
            Assert.Equal(track.GetProperty("replaygain_db").GetDouble(), Decibels(tags, "replaygain_track_gain"), 0.006);
            Assert.Equal(album.GetProperty("loudness").GetProperty("replaygain_db").GetDouble(), Decibels(tags, "replaygain_album_gain"), 0.006);
            Assert.Equal(track.GetProperty("true_peak_dbtp").GetDouble(), 20 * Math.Log10(double.Parse(tags["replaygain_track_peak"]!, CultureInfo.InvariantCulture)), 0.001);
            Assert.Equal(Decibels(tags, "replaygain_track_gain"), -18 - track.GetProperty("integrated_lufs").GetDouble(), 0.011);
            Assert.Null(tags["r128_track_gain"]);
            Assert.Equal("A title", tags["title"]);
            Assert.Equal(before[i], Samples(files[i]));
        }
        // The quiet track lies below the album's gate of −10 LU: the album is as loud as the loud one.
        Assert.Equal(Decibels(Tags(files[0]), "replaygain_track_gain"), Decibels(Tags(files[0]), "replaygain_album_gain"), 0.2);
        Assert.Empty(Directory.GetFiles(_folder, ".nt-*"));
    }

    [Fact]
    public void Given_Opus_then_R128_gains_are_written_in_Q7_8_and_ReplayGain_is_taken_out()
    {
        var file = Write("a.opus", MediaKind.Opus, -20, "Album", ("replaygain_track_gain", "-3.00 dB"));
        Assert.NotNull(Tags(file)["replaygain_track_gain"]);
        var before = Samples(file);
        var track = Tracks(Run(0, file, "--write")).Single();
        var tags = Tags(file);
        Assert.Null(tags["replaygain_track_gain"]);
        Assert.Equal((-23 - track.GetProperty("integrated_lufs").GetDouble()) * 256, int.Parse(tags["r128_track_gain"]!, CultureInfo.InvariantCulture), 2.0);
        Assert.Equal(before, Samples(file));
    }

    [Fact]
    public void Given_a_gain_in_the_header_of_an_Opus_file_then_the_tag_counts_from_what_is_heard_with_it()
    {
        var file = Write("a.opus", MediaKind.Opus, -20);
        var plain = Tracks(Run(0, file)).Single().GetProperty("integrated_lufs").GetDouble();
        OggPage.SetHeaderGain(file, -6 * 256);
        var turned = Tracks(Run(0, file, "--write")).Single().GetProperty("integrated_lufs").GetDouble();
        Assert.Equal(plain - 6, turned, 0.02);
        Assert.Equal((-23 - turned) * 256, int.Parse(Tags(file)["r128_track_gain"]!, CultureInfo.InvariantCulture), 2.0);
        Assert.Equal(-6 * 256, OggPage.HeaderGain(file));
    }

    [Fact]
    public void Given_files_of_two_albums_then_each_is_measured_for_itself_and_options_say_otherwise()
    {
        string[] files = [Write("a.flac", MediaKind.Flac, -20, "One"), Write("b.flac", MediaKind.Flac, -24, "One"), Write("c.flac", MediaKind.Flac, -28, "Two")];
        Assert.Equal([2, 1], Run(0, files).GetProperty("albums").EnumerateArray().Select(a => a.GetProperty("tracks").GetArrayLength()));
        Assert.Equal([3], Run(0, [.. files, "--album"]).GetProperty("albums").EnumerateArray().Select(a => a.GetProperty("tracks").GetArrayLength()));
        Run(0, [.. files, "--write"]);
        Assert.NotNull(Tags(files[0])["replaygain_album_gain"]);
        Assert.Null(Tags(files[2])["replaygain_album_gain"]);
        var album = Tags(files[0])["replaygain_album_gain"];
        Run(0, [files[0], "--no-album", "--write"]);
        Assert.Equal(album, Tags(files[0])["replaygain_album_gain"]);
    }

    [Fact]
    public void Given_a_folder_with_a_damaged_file_then_the_others_are_measured_and_the_end_is_3()
    {
        Write("a.flac", MediaKind.Flac, -20, "One");
        Write("b.flac", MediaKind.Flac, -20, "One");
        File.WriteAllText(Path.Combine(_folder, "c.flac"), "no audio");
        var document = Run(3, _folder, "--write");
        Assert.Single(document.GetProperty("errors").EnumerateArray());
        Assert.Equal(2, Tracks(document).Length);
        Assert.NotNull(Tags(Path.Combine(_folder, "a.flac"))["replaygain_track_gain"]);
        Assert.Equal("no audio", File.ReadAllText(Path.Combine(_folder, "c.flac")));
    }

    [Fact]
    public void Given_silence_then_there_is_no_gain_and_nothing_is_claimed()
    {
        var file = Write("a.flac", MediaKind.Flac, double.NegativeInfinity);
        Assert.Equal(JsonValueKind.Null, Tracks(Run(0, file, "--write")).Single().GetProperty("replaygain_db").ValueKind);
        Assert.Null(Tags(file)["replaygain_track_gain"]);
    }

    [Fact]
    public void Given_a_link_to_a_file_then_the_link_stays_and_the_file_gets_the_tags()
    {
        var file = Write("a.flac", MediaKind.Flac, -20);
        var link = Path.Combine(_folder, "link.flac");
        File.CreateSymbolicLink(link, file);
        Run(0, link, "--write");
        Assert.Equal(file, File.ResolveLinkTarget(link, false)!.FullName);
        Assert.NotNull(Tags(file)["replaygain_track_gain"]);
    }

    [Theory]
    [InlineData(MediaKind.Dsf, "dsf")]
    [InlineData(MediaKind.Dsdiff, "dff")]
    public void Given_DSD_then_its_loudness_is_that_of_the_music_below_the_noise_and_the_tags_are_in_the_file(MediaKind kind, string extension)
    {
        // Quiet, so that the modulator's own noise above 20 kHz would count. 0 dB SACD is −6.02 dBFS.
        var file = Write($"a.{extension}", kind, -60, "Album");
        var before = Samples(file);
        var track = Tracks(Run(0, _folder, "--write")).Single();
        Assert.Equal(-60, track.GetProperty("integrated_lufs").GetDouble(), 0.1);
        var tags = Tags(file);
        Assert.Equal(track.GetProperty("replaygain_db").GetDouble(), Decibels(tags, "replaygain_track_gain"), 0.006);
        Assert.Equal(("A title", "Album"), (tags["title"], tags["album"]));
        Assert.Equal(before, Samples(file));
    }

    [Fact]
    public void Given_a_folder_with_links_to_itself_and_to_its_files_then_each_file_is_measured_once()
    {
        var file = Write("b.flac", MediaKind.Flac, -20, "Album");
        File.CreateSymbolicLink(Path.Combine(_folder, "a.flac"), file);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "round"), _folder);
        var document = Run(0, _folder, Path.Combine(_folder, "round", "b.flac"));
        Assert.Single(Tracks(document));
        Assert.Equal(file, document.GetProperty("albums")[0].GetProperty("tracks")[0].GetProperty("file").GetString());
    }

    [Theory]
    [InlineData("--wirte", "Did you mean --write")]
    [InlineData("", "empty")]
    public void Given_names_that_cannot_be_meant_then_the_line_is_refused_and_nothing_is_measured(string name, string words)
    {
        var result = InProcess.Run("loudness", Write("a.flac", MediaKind.Flac, -20), name);
        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_file_that_is_damaged_within_then_it_is_measured_and_the_damage_is_told()
    {
        var file = Write("a.flac", MediaKind.Flac, -20);
        var bytes = File.ReadAllBytes(file);
        Array.Fill(bytes, (byte)0x55, bytes.Length / 2, 200);
        File.WriteAllBytes(file, bytes);
        var result = InProcess.Run("loudness", file);
        Assert.Equal(0, result.Code);
        Assert.Contains("damaged in", result.Error, StringComparison.Ordinal);
        Assert.True(Run(0, file).GetProperty("albums")[0].GetProperty("tracks")[0].GetProperty("damaged_places").GetInt64() > 0);
        var converted = InProcess.Run("convert", file, Path.Combine(_folder, "b.wav"));
        Assert.Contains("damaged in", converted.Out + converted.Error, StringComparison.Ordinal);
    }

    private static JsonElement Run(int code, params string[] args)
    {
        var result = InProcess.Run(["loudness", .. args, "--json"]);
        Assert.True(result.Code == code, $"{result.Code}\n{result.Out}\n{result.Error}");
        return JsonDocument.Parse(result.Out).RootElement.Clone();
    }

    private static JsonElement[] Tracks(JsonElement document) =>
        [.. document.GetProperty("albums").EnumerateArray().SelectMany(a => a.GetProperty("tracks").EnumerateArray()).Select(t => t.GetProperty("loudness")).Where(l => l.ValueKind == JsonValueKind.Object)];

    private static double Decibels(MediaTags tags, string key) => double.Parse(tags[key]!.Replace(" dB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static MediaTags Tags(string path)
    {
        using var reader = new NativeDecode().Open(path);
        return reader.Info.Tags;
    }

    private static double[] Samples(string path)
    {
        using var reader = new NativeDecode().Open(path);
        var (block, samples) = (new AudioBlock(reader.Info.Format.Channels, 8192), new List<double>());
        while (reader.Read(block) > 0)
            for (var c = 0; c < block.Channels; c++) samples.AddRange(block.Channel(c));
        return [.. samples];
    }

    /// <summary>Four seconds of a stereo sine of 1 kHz.</summary>
    private string Write(string name, MediaKind kind, double db, string? album = null, params (string Key, string Value)[] more)
    {
        var rate = kind is MediaKind.Dsf or MediaKind.Dsdiff ? 44100 : 48000;
        var format = new AudioFormat(new SampleRate(rate), 2, AudioFormat.DefaultMask(2));
        var tags = new List<KeyValuePair<string, string>> { new("title", "A title") };
        if (album is not null) tags.Add(new("album", album));
        foreach (var (key, value) in more) tags.Add(new(key, value));
        var path = Path.Combine(_folder, name);
        using var writer = new NativeOutput().Create(path, new WriterOptions
        {
            Kind = kind, Format = format, Samples = kind switch { MediaKind.Opus or MediaKind.Mp3 => SampleKind.Lossy, MediaKind.Dsf or MediaKind.Dsdiff => SampleKind.Dsd, _ => SampleKind.S24 }, Tags = new MediaTags { Entries = tags },
        });
        var amplitude = Math.Pow(10, db / 20);
        var block = new AudioBlock(2, 4800);
        for (var at = 0; at < 4 * rate; at += block.Frames)
        {
            block.Frames = Math.Min(4800, 4 * rate - at);
            for (var c = 0; c < 2; c++)
                for (var i = 0; i < block.Frames; i++) block.Channel(c)[i] = amplitude * Math.Sin(2 * Math.PI * 1000 * (at + i) / rate);
            writer.Write(block);
        }
        writer.Commit();
        return path;
    }
}
