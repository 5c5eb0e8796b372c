using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>Files through the whole of nt play to ALSA: every sample and every bit that the device got is compared with the file's.</summary>
public sealed class ExactAlsaTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, string, int> SomeFiles()
    {
        var data = new TheoryData<string, string, int>();
        var k = 0;
        foreach (var (container, kind) in ExactSound.Files) data.Add(container, kind, ExactSound.Rates[3 * k++ % ExactSound.Rates.Count]);
        return data;
    }

    public static TheoryData<string, string> EveryFile() => [.. ExactSound.Files];

    [Theory]
    [MemberData(nameof(SomeFiles))]
    public void Given_a_file_when_it_plays_then_the_device_gets_every_sample(string container, string kind, int rate)
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var path = _bench.At($"t.{container}");
        var sound = ExactSound.Write(path, kind, rate);
        var form = sound.Forms.ElementAt(rate / 100 % sound.Forms.Count());
        var widest = kind == "F32" ? "FLOAT_LE" : "S32_LE";
        Assert.Null(Play(devices, sound, path, "cap", kind == "F32" ? "FLOAT64_LE" : widest, ["--bit-perfect"]));
        Assert.Null(Play(devices, sound, path, $"paced_{form}", form, ["--bit-perfect"]));
        // Without it the same samples, for the dither of a device of few bits leaves them alone.
        Assert.Null(Play(devices, sound, path, $"paced_{sound.Forms.First()}", sound.Forms.First(), []));
    }

    [Theory]
    [MemberData(nameof(EveryFile))]
    [Trait("Category", "full")]
    public void Given_every_rate_and_form_when_it_plays_then_the_device_gets_every_sample(string container, string kind)
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var problems = new List<string>();
        foreach (var rate in ExactSound.Rates)
        {
            var path = _bench.At($"t{rate}.{container}");
            var sound = ExactSound.Write(path, kind, rate);
            foreach (var (device, form) in sound.Forms.Select(f => ($"paced_{f}", f)).Append(("cap", kind == "F32" ? "FLOAT64_LE" : "S32_LE")))
                if (Play(devices, sound, path, device, form, ["--bit-perfect"]) is { } problem) problems.Add($"{rate} {device}: {problem}");
        }
        Assert.Empty(problems);
    }

    [Fact]
    public void Given_whole_numbers_and_floats_one_after_the_other_when_no_bit_may_change_then_the_device_gets_each_in_its_form()
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var (whole, floats) = (ExactSound.Write(_bench.At("a.flac"), "S24", 96000), ExactSound.Write(_bench.At("b.wav"), "F32", 96000));
        var run = NtBinary.Run(devices.Environment, "play", _bench.At("a.flac"), _bench.At("b.wav"), _bench.At("a.flac"), "--output", "alsa:paced", "--bit-perfect", "--node", _bench.At("socket"));
        Assert.True(run.Code == 0 && !run.Error.Contains("not bit-perfect", StringComparison.Ordinal), run.ToString());
        Assert.Equal([.. whole.As("S32_LE"), .. floats.As("FLOAT64_LE"), .. whole.As("S32_LE")], ExactSound.Sounding(devices.Take(), "S32_LE"));
    }

    [Fact]
    public void Given_pcm_and_dsd_one_after_the_other_then_the_device_gets_each_in_its_form()
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var (pcm, dsd) = (ExactSound.Write(_bench.At("a.wav"), "S32", 44100), ExactDsd.Write(_bench.At("b.dsf"), 64));
        var run = NtBinary.Run(devices.Environment, "play", _bench.At("a.wav"), _bench.At("b.dsf"), _bench.At("b.dsf"), _bench.At("a.wav"), "--output", "alsa:paced", "--bit-perfect", "--node", _bench.At("socket"));
        Assert.True(run.Code == 0 && !run.Error.Contains("not bit-perfect", StringComparison.Ordinal), run.ToString());
        var (captured, whole) = (ExactSound.Sounding(devices.Take(), "S32_LE"), pcm.As("S32_LE"));
        Assert.Equal(whole, captured[..whole.Length]);
        Assert.Equal(whole, captured[^whole.Length..]);
        var twice = new byte[2][];
        for (var c = 0; c < 2; c++) twice[c] = [.. dsd.Planes[c], .. dsd.Planes[c]];
        Assert.Null(ExactDsd.Of(twice).Differs(captured[whole.Length..^whole.Length], "DSD_U32_BE"));
    }

    [Theory]
    [InlineData("dsf", 64, "DSD_U8")]
    [InlineData("dff", 64, "DSD_U16_LE")]
    [InlineData("dsf", 128, "DSD_U16_BE")]
    [InlineData("dff", 128, "DSD_U32_LE")]
    [InlineData("dsf", 256, "DSD_U32_BE")]
    [InlineData("dff", 64, "DOP_S24_3LE")]
    [InlineData("dsf", 128, "DOP_S24_LE")]
    [InlineData("dff", 256, "DOP_S32_LE")]
    public void Given_dsd_when_it_plays_then_the_device_gets_every_bit(string container, int multiple, string form)
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var path = _bench.At($"t.{container}");
        var sound = ExactDsd.Write(path, multiple);
        // To a device that takes no DSD it goes in DoP without being asked for.
        Assert.Null(Play(devices, sound, path, $"paced_{form.Replace("DOP_", "", StringComparison.Ordinal)}", form, ["--bit-perfect"]));
    }

    [Theory]
    [InlineData("dsf")]
    [InlineData("dff")]
    [Trait("Category", "full")]
    public void Given_every_rate_of_dsd_and_form_when_it_plays_then_the_device_gets_every_bit(string container)
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var problems = new List<string>();
        foreach (var multiple in new[] { 64, 128, 256 })
        {
            var path = _bench.At($"t{multiple}.{container}");
            var sound = ExactDsd.Write(path, multiple);
            foreach (var (device, form, asked) in new[]
                {
                    ("paced_DSD_U8", "DSD_U8", ""), ("paced_DSD_U16_LE", "DSD_U16_LE", ""), ("paced_DSD_U16_BE", "DSD_U16_BE", "native"), ("paced_DSD_U32_LE", "DSD_U32_LE", ""), ("paced_DSD_U32_BE", "DSD_U32_BE", ""),
                    ("paced_S24_3LE", "DOP_S24_3LE", ""), ("paced_S24_LE", "DOP_S24_LE", "dop"), ("paced_S32_LE", "DOP_S32_LE", ""),
                    ("cap", "DSD_U32_BE", ""), ("cap", "DOP_S32_LE", "dop"), ("paced", "DSD_U32_BE", "native"), ("paced", "DOP_S32_LE", "dop"),
                })
            {
                string[] words = asked.Length > 0 ? ["--dsd", asked, "--bit-perfect"] : ["--bit-perfect"];
                if (Play(devices, sound, path, device, form, words) is { } problem) problems.Add($"dsd{multiple} {device}: {problem}");
            }
        }
        Assert.Empty(problems);
    }

    [Fact]
    public void Given_dsd_to_a_device_of_16_bits_then_it_is_pcm_with_its_reason_or_refused_where_no_bit_may_change()
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var path = _bench.At("t.dsf");
        ExactDsd.Write(path, 64);
        var run = NtBinary.Run(devices.Environment, "play", path, "--output", "alsa:paced_S16_LE", "--node", _bench.At("socket"));
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("DSD as PCM: the device takes neither native DSD nor DoP", run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(devices.Take());
        run = NtBinary.Run(devices.Environment, "play", path, "--output", "alsa:paced_S16_LE", "--bit-perfect", "--node", _bench.At("socket"));
        Assert.True(run.Code == 3, run.ToString());
        Assert.Contains("its bits cannot go to the device: the device takes neither native DSD nor DoP", run.Error, StringComparison.Ordinal);
        Assert.Empty(devices.Take());
        Assert.Equal(2, NtBinary.Run("play", path, "--bit-perfect", "--dsd", "pcm").Code);
    }

    private string? Play(AlsaDevices devices, ExactSound sound, string path, string device, string form, string[] words) =>
        Heard(devices, path, device, words, out var problem) is { } bytes ? sound.Differs(bytes, form) : problem;

    private string? Play(AlsaDevices devices, ExactDsd sound, string path, string device, string form, string[] words) =>
        Heard(devices, path, device, words, out var problem) is { } bytes ? sound.Differs(bytes, form) : problem;

    private byte[]? Heard(AlsaDevices devices, string path, string device, string[] words, out string? problem)
    {
        devices.Take();
        var run = NtBinary.Run(devices.Environment, ["play", path, "--output", $"alsa:{device}", "--node", _bench.At("socket"), .. words]);
        problem = run.Code != 0 || !run.Error.Split('\n').Contains("bit-perfect") || run.Error.Contains("not bit-perfect", StringComparison.Ordinal) ? run.ToString() : null;
        return problem is null ? devices.Take() : null;
    }
}
