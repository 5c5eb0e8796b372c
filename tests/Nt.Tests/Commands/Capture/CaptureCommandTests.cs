using System.Text.Json;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Capture;

/// <summary>nt sources and nt capture with a real PulseAudio.</summary>
public sealed class CaptureCommandTests
{
    [Fact]
    public async Task Given_two_applications_when_one_is_captured_then_every_sample_of_the_file_is_its_own()
    {
        using var home = await PulseHome.StartAsync();
        home.Play("beta", 2);
        var (_, alpha) = home.Play("alpha", 1);
        JsonElement[] applications = [];
        await Wait.UntilAsync(() =>
        {
            using var list = JsonDocument.Parse(PulseHome.Finish(home.Nt("sources", "--json")).Out);
            applications = [.. list.RootElement.GetProperty("sources").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "application").Select(s => s.Clone())];
            return applications.Length == 2;
        }, "the sound of both");
        var listed = applications.Single(a => a.GetProperty("name").GetString() == "alpha");
        Assert.Equal(("alpha.raw", "S32", 48000, false), (Path.GetFileName(listed.GetProperty("media").GetString()), listed.GetProperty("format").GetString(), listed.GetProperty("rate_hz").GetInt32(), listed.GetProperty("corked").GetBoolean()));
        Assert.True(listed.GetProperty("pid").GetInt32() > 0);
        Assert.Contains("alpha", PulseHome.Finish(home.Nt("sources")).Out, StringComparison.Ordinal);

        for (var attempt = 0; ; attempt++)
        {
            var (code, report, error) = PulseHome.Finish(home.Nt("capture", "--app", "alpha", "out.wav", "--duration", "1.5", "--json", "--bit-perfect"));
            Assert.True(code == 0, error);
            using var json = JsonDocument.Parse(report);
            Assert.Equal(("duration", 72000), (json.RootElement.GetProperty("ended").GetString(), json.RootElement.GetProperty("frames").GetInt32()));
            var start = DateTimeOffset.Parse(json.RootElement.GetProperty("start").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(DateTimeOffset.UtcNow - start, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
            var got = home.Wav("out.wav");
            Assert.Equal(144000, got.Length);
            var place = alpha.AsSpan().IndexOf(got);
            if (place >= 0 && json.RootElement.GetProperty("dropped_frames").GetInt32() == 0) break;
            // A stalled machine leaves a gap; a sample that is not alpha's it cannot make.
            Assert.All(got, sample => Assert.True(sample == 0 || (sample & 3) == 1));
            Assert.True(attempt < 3, "four runs with gaps");
        }
    }

    [Fact]
    public async Task Given_a_capture_when_interrupted_then_the_file_is_whole_and_the_code_0()
    {
        using var home = await PulseHome.StartAsync("s16le", 44100);
        var capture = home.Nt("capture", "--monitor", "nt", "out.flac");
        await Wait.UntilAsync(() => home.Written() > 0, "capturing");
        Assert.False(File.Exists(home.At("out.flac")));
        PulseHome.Signal(capture, PulseHome.Interrupt);
        var (code, _, error) = PulseHome.Finish(capture);
        Assert.True(code == 0, error);
        Assert.Contains("44100 Hz", error, StringComparison.Ordinal);
        Assert.Equal(0, home.Written());
        Assert.Contains("\"s16\"", PulseHome.Finish(home.Nt("probe", "out.flac", "--json")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_capture_when_the_source_or_the_server_goes_then_the_file_holds_what_came_and_the_code_is_4(bool isKilled)
    {
        using var home = await PulseHome.StartAsync();
        home.Play("alpha", 1);
        var capture = home.Nt("capture", "--monitor", "nt", "out.wav", "--quiet");
        await Wait.UntilAsync(() => home.Written() > 400_000, "capturing");
        if (isKilled) PulseHome.Signal(home.Server, PulseHome.Kill);
        else Assert.Equal(0, PulseHome.Finish(home.Run("pactl", "unload-module", "1")).Code);
        var (code, _, error) = PulseHome.Finish(capture);
        Assert.Equal(4, code);
        Assert.Contains("out.wav is complete", error, StringComparison.Ordinal);
        Assert.True(home.Wav("out.wav").Length > 100_000);
        Assert.Equal(0, home.Written());
    }

    [Fact]
    public async Task Given_an_application_that_starts_later_and_starts_again_then_both_streams_are_in_the_file_with_silence_between()
    {
        using var home = await PulseHome.StartAsync();
        var capture = home.Nt("capture", "--app", "alpha", "out.wav", "--wait", "40", "--json");
        Assert.Contains("waiting", await capture.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        home.Play("beta", 3);
        // The first word of each stream may be gone before the capture stands; its last is not.
        var (first, _) = home.Play("alpha", 1, 2);
        Assert.Contains("app:alpha", await capture.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, PulseHome.Finish(first).Code);
        Assert.Contains("silent", await capture.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var (second, _) = home.Play("alpha", 2, 2);
        Assert.Contains("again", await capture.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, PulseHome.Finish(second).Code);
        Assert.Contains("silent", await capture.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        PulseHome.Signal(capture, PulseHome.Interrupt);
        var (code, report, error) = PulseHome.Finish(capture);
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(report);
        Assert.Equal(("stopped", 2), (json.RootElement.GetProperty("ended").GetString(), json.RootElement.GetProperty("streams").GetInt32()));
        Assert.True(json.RootElement.GetProperty("silence_frames").GetInt32() > 0);
        var got = home.Wav("out.wav");
        var (lastOfOne, firstOfTwo) = (Array.FindLastIndex(got, sample => (sample & 3) == 1), Array.FindIndex(got, sample => (sample & 3) == 2));
        Assert.InRange(lastOfOne, 40_000, firstOfTwo);
        Assert.All(got[(lastOfOne + 1)..firstOfTwo], sample => Assert.Equal(0, sample));
        Assert.All(got, sample => Assert.True(sample == 0 || (sample & 3) is 1 or 2));
    }

    [Fact]
    public void Given_a_command_line_that_makes_no_sense_then_it_is_refused_before_anything_is_opened()
    {
        foreach (var line in (string[][])
        [
            ["capture", "x.wav"],
            ["capture", "--app", "a", "--mic", "b", "x.wav"],
            ["capture", "--app", " ", "x.wav"],
            ["capture", "--mic", "default", "x.txt"],
            ["capture", "--mic", "default", "x.dsf"],
            ["capture", "--mic", "default", "x.flac", "--format", "f64"],
            ["capture", "--mic", "default", "x.wav", "--duration", "0"],
            ["capture", "--mic", "default", "x.wav", "--duration", "soon"],
            ["capture", "--monitor", "alsa:hw:0", "x.wav"],
        ])
        {
            var result = InProcess.Run(line);
            Assert.True(result.Code == 2, string.Join(' ', line) + ": " + result.Error);
        }
        Assert.False(File.Exists("x.wav"));
    }

    [Fact]
    public async Task Given_an_application_with_two_streams_then_it_is_said_which_is_captured_and_each_can_be_named()
    {
        using var home = await PulseHome.StartAsync();
        home.Play("alpha", 1);
        home.Play("beta", 2);
        home.Run("pacat", "--playback", "--raw", "--format=s32le", "--rate=48000", "--channels=2", "--latency-msec=500", "--client-name=alpha", home.At("beta.raw"));
        int[] numbers = [];
        await Wait.UntilAsync(() => (numbers = Streams("alpha")).Length == 2, "both streams");
        var (code, _, error) = PulseHome.Finish(home.Nt("capture", "--app", "alpha", "both.wav", "--duration", "0.5"));
        Assert.True(code == 0, error);
        Assert.Contains($"alpha plays 2 streams, and the newest is captured: {numbers[0]} (", error, StringComparison.Ordinal);
        foreach (var (number, mark) in numbers.Zip([1, 2]))
        {
            var one = PulseHome.Finish(home.Nt("capture", "--app", $"{number}", $"{mark}.wav", "--duration", "0.5"));
            Assert.True(one.Code == 0, one.Error);
            Assert.DoesNotContain("2 streams", one.Error, StringComparison.Ordinal);
            Assert.All(home.Wav($"{mark}.wav"), sample => Assert.True(sample == 0 || (sample & 3) == mark));
        }

        int[] Streams(string name)
        {
            using var list = JsonDocument.Parse(PulseHome.Finish(home.Nt("sources", "--json")).Out);
            return [.. list.RootElement.GetProperty("sources").EnumerateArray().Where(s => s.GetProperty("name").GetString() == name).Select(s => int.Parse(s.GetProperty("id").GetString()![4..], System.Globalization.CultureInfo.InvariantCulture)).Order()];
        }
    }

    [Fact]
    public async Task Given_an_application_that_is_played_through_then_its_samples_arrive_at_the_output()
    {
        using var home = await PulseHome.StartAsync();
        var (_, alpha) = home.Play("alpha", 1);
        await Wait.UntilAsync(() => PulseHome.Finish(home.Nt("sources")).Out.Contains("alpha", StringComparison.Ordinal), "the sound of alpha");
        var play = home.Nt("play", "capture:app:alpha", "--output", "file:heard.wav", "--quiet");
        await Wait.UntilAsync(() => home.Written() > 400_000, "playing");
        PulseHome.Signal(play, PulseHome.Interrupt);
        var (_, _, error) = PulseHome.Finish(play);
        Assert.True(File.Exists(home.At("heard.wav")), error);
        Assert.True(new FileInfo(home.At("heard.wav")).Length > 48000, error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_source_that_is_played_through_when_it_goes_then_the_player_says_so_and_ends(bool isServer)
    {
        using var home = await PulseHome.StartAsync();
        home.Play("alpha", 1);
        var play = home.Nt("play", "capture:pulse:nt.monitor", "--output", "file:heard.wav", "--quiet");
        await Wait.UntilAsync(() => home.Written() > 400_000, "playing");
        if (isServer) PulseHome.Signal(home.Server, PulseHome.Kill);
        else Assert.Equal(0, PulseHome.Finish(home.Run("pactl", "unload-module", "1")).Code);
        var (_, _, error) = PulseHome.Finish(play);
        Assert.Contains("pulse:nt.monitor: PulseAudio", error, StringComparison.Ordinal);
        Assert.True(new FileInfo(home.At("heard.wav")).Length > 48000, "What had come is in the file.");
    }

    [Theory]
    [InlineData("1m", false)]
    [InlineData("5m", true)]
    public async Task Given_a_full_disk_then_the_code_is_1_and_what_was_captured_until_then_is_a_whole_file(string size, bool isKept)
    {
        await using var disk = await SmallDisk.MountAsync(size);
        Assert.SkipWhen(disk is null, SmallDisk.NotMounted);
        using var home = await PulseHome.StartAsync();
        var path = Path.Combine(disk.Folder, "take.wav");
        var (code, _, error) = PulseHome.Finish(home.Nt("capture", "--monitor", "nt", path));
        Assert.True(code == 1, error);
        Assert.Contains($"{path}: the disk is all but full", error, StringComparison.Ordinal);
        Assert.Contains("ake room", error, StringComparison.Ordinal);
        Assert.Equal(isKept ? [path] : [], Directory.GetFiles(disk.Folder, "*", new EnumerationOptions { AttributesToSkip = 0 }));
        if (!isKept) return;
        var probe = PulseHome.Finish(home.Nt("probe", path, "--json"));
        using var json = JsonDocument.Parse(probe.Out);
        Assert.Equal(0, probe.Code);
        Assert.Contains("is complete and holds what came until then", error, StringComparison.Ordinal);
    }
}
