using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>Files through the whole of nt play to sound servers: every sample that a listener heard is compared with the file's. A machine that stalls
/// makes a server leave something out or repeat it, never change a value: such a run is repeated.</summary>
public sealed class ExactServerTests : IDisposable
{
    private const int MostRuns = 6;
    private static readonly IReadOnlyList<(string Pulse, string Alsa)> Formats = [("s16le", "S16_LE"), ("s24le", "S24_3LE"), ("s24-32le", "S24_LE"), ("s32le", "S32_LE"), ("float32le", "FLOAT_LE")];

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_null_sinks_of_pulseaudio_when_files_play_then_their_monitors_hear_every_sample() =>
        PlayToPulse([("s16le", 44100, "S16"), ("s24le", 48000, "S24"), ("s24-32le", 88200, "S16"), ("s32le", 192000, "S32"), ("float32le", 96000, "F32")]);

    [Fact]
    [Trait("Category", "full")]
    public void Given_null_sinks_of_every_rate_and_format_when_files_play_then_their_monitors_hear_every_sample() =>
        PlayToPulse([.. from rate in ExactSound.Rates
                        from format in Formats
                        from kind in new[] { "S16", "S24", "S32", "F32" }
                        where Holds(format.Alsa, kind)
                        select (format.Pulse, rate, kind)]);

    [Fact]
    public void Given_a_null_sink_left_alone_when_dsd_plays_in_dop_then_its_monitor_hears_every_bit()
    {
        _ = NtBinary.Path;
        Tools.Require("pulseaudio", "parec", "pactl");
        using var server = new PulseServer(_bench, [("s24le", 176400), ("s16le", 44100)]);
        var sound = ExactDsd.Write(_bench.At("t.dsf"), 64);
        UntilExact(() => server.Capture("s24le", 176400, () => Play(server.Environment, "t.dsf", "pulse:" + PulseServer.Name("s24le", 176400), "--dsd", "dop")), b => sound.Differs(b, "DOP_S24_3LE"));
        // Unasked it is PCM there: another stream in the mix would make noise of DoP.
        var run = NtBinary.Run(server.Environment, "play", _bench.At("t.dsf"), "--output", "pulse:" + PulseServer.Name("s24le", 176400), "--node", _bench.At("socket"));
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("DSD as PCM: the device takes neither native DSD nor DoP", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(48000, "F32")]
    [InlineData(192000, "S24")]
    public void Given_jack_when_a_file_plays_then_a_client_hears_every_sample(int rate, string kind) => PlayToJack(rate, [kind]);

    [Fact]
    [Trait("Category", "full")]
    public void Given_jack_at_every_rate_when_files_play_then_a_client_hears_every_sample()
    {
        // The dummy driver takes no rate above 192 kHz.
        foreach (var rate in ExactSound.Rates.Where(r => r <= 192000)) PlayToJack(rate, ["S16", "S24", "F32"]);
    }

    private void PlayToPulse(IReadOnlyList<(string Format, int Rate, string Kind)> cases)
    {
        _ = NtBinary.Path;
        Tools.Require("pulseaudio", "parec", "pactl");
        using var server = new PulseServer(_bench, cases.Select(c => (c.Format, c.Rate)).Distinct());
        var containers = ExactSound.Files.ToLookup(f => f.Kind, f => f.Container);
        var k = 0;
        foreach (var (format, rate, kind) in cases)
        {
            // All containers come by turns.
            var name = $"t.{containers[kind].ElementAt(k++ % containers[kind].Count())}";
            var sound = ExactSound.Write(_bench.At(name), kind, rate);
            var alsa = Formats.Single(f => f.Pulse == format).Alsa;
            UntilExact(() => server.Capture(format, rate, () => Play(server.Environment, name, "pulse:" + PulseServer.Name(format, rate), "--bit-perfect")), b => sound.Differs(b, alsa), () => (sound.As(alsa), alsa), $"{name} {kind} {rate} {format}");
        }
    }

    private void PlayToJack(int rate, IReadOnlyList<string> kinds)
    {
        _ = NtBinary.Path;
        Tools.Require("jackd");
        Tools.Native("nt_jack_listener");
        using var server = new JackServer(_bench, rate);
        foreach (var kind in kinds)
        {
            var sound = ExactSound.Write(_bench.At("t.wav"), kind, rate);
            UntilExact(() => server.Capture(20 * rate, client => Play(server.Environment, "t.wav", "jack:" + client, "--bit-perfect")), b => sound.Differs(b, "FLOAT_LE"), () => (sound.As("FLOAT_LE"), "FLOAT_LE"), $"{kind} {rate}");
        }
    }

    private static bool Holds(string form, string kind) => kind switch
    {
        "S16" => true,
        "S24" => form != "S16_LE",
        "S32" => form == "S32_LE",
        _ => form == "FLOAT_LE",
    };

    private void Play(IReadOnlyDictionary<string, string> environment, string name, string device, params string[] words)
    {
        var run = NtBinary.Run(environment, ["play", _bench.At(name), "--output", device, "--latency", "300", "--node", _bench.At("socket"), .. words]);
        Assert.True(run.Code == 0 && run.Error.Split('\n').Contains("bit-perfect"), run.ToString());
    }

    private static void UntilExact(Func<byte[]> hear, Func<byte[], string?> differs, Func<(byte[] Bytes, string Form)>? expected = null, string what = "")
    {
        for (var run = 1; ; run++)
        {
            var heard = hear();
            if (differs(heard) is not { } problem) return;
            if (expected?.Invoke() is { } sent) Assert.True(IsOfItsSamples(heard, sent.Bytes, sent.Form), $"{what}: a value was changed: {problem}");
            Assert.True(run < MostRuns, $"{what}: {MostRuns} runs with gaps: {problem}");
        }
    }

    // Every sample that was heard is one that was sent.
    private static bool IsOfItsSamples(byte[] heard, byte[] sent, string form)
    {
        var cell = form switch { "S16_LE" => 2, "S24_3LE" => 3, _ => 4 };
        HashSet<string> Samples(byte[] bytes) => [.. Enumerable.Range(0, bytes.Length / cell).Select(i => Convert.ToHexString(bytes.AsSpan(i * cell, cell)))];
        var known = Samples(sent);
        known.Add(Convert.ToHexString(new byte[cell]));
        return Samples(heard).IsSubsetOf(known);
    }
}
