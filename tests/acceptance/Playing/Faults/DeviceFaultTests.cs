using System.Diagnostics;
using Xunit;
using static NTWorkstation.Acceptance.Tests.Playing.Faults.Ramp;

namespace NTWorkstation.Acceptance.Tests.Playing.Faults;

/// <summary>A card that fails while it plays. What is asserted stands in the bytes that the card got; events are only waited for.</summary>
public sealed class DeviceFaultTests : IDisposable
{
    private const int Length = 10 * Rate;
    private readonly Workbench _bench = new();
    private readonly AlsaDevices _devices;
    private readonly string _song;

    public DeviceFaultTests()
    {
        _devices = new(_bench);
        _song = Write(_bench.At("song.wav"), Length);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_a_card_that_runs_dry_then_it_goes_on_with_the_next_frame_and_nothing_is_lost()
    {
        using var player = Play();
        for (var k = 1; k <= 3; k++)
        {
            AwaitSound(k * 2 * Rate);
            Control('x');
            Wait.Until(() => File.ReadAllText(_bench.At("control")) == ".", "the card's running dry");
        }

        Assert.Equal(0, player.End());
        var heard = Heard();
        // A mapped buffer is lost with what was in it when it runs dry: a period or two, never more.
        AssertHolds(heard, 0, Length);
        Assert.DoesNotContain(player.Events(), e => Player.Name(e) is "output-lost" or "output-failed");
    }

    [Fact]
    public void Given_a_card_that_vanishes_then_it_is_opened_again_and_goes_on_where_it_was_heard()
    {
        using var player = Play();
        AwaitSound(3 * Rate);
        Control('g');
        var lost = player.Event("output-lost");
        Assert.Contains("ALSA", lost.GetProperty("problem").GetString(), StringComparison.Ordinal);
        var cut = FramesSoFar;
        Control('.');
        player.Event("output-opened", after: "output-lost");

        Assert.Equal(0, player.End());
        AssertGoesOn(Heard(cut));
    }

    [Fact]
    public void Given_a_card_whose_time_stands_still_then_that_is_noticed_and_it_goes_on_once_time_does()
    {
        using var player = Play();
        AwaitSound(3 * Rate);
        Control('s');
        // It takes no more; the one that is opened after it would.
        var (cut, looks) = (0L, 0);
        Wait.Until(() => (looks = FramesSoFar == cut ? looks + 1 : 0) > 100 || (cut = FramesSoFar) < 0, "standing still");
        player.Event("output-lost");
        Control('.');
        player.Event("output-opened", after: "output-lost");

        Assert.Equal(0, player.End());
        AssertGoesOn(Heard(cut));
    }

    [Fact]
    public void Given_a_player_that_was_stopped_for_seconds_then_every_frame_is_heard_in_order()
    {
        using var player = Play();
        AwaitSound(2 * Rate);
        Signal("STOP", player.Id);
        var stopped = _bench.At("out.raw");
        var before = new FileInfo(stopped).Length;
        // The fault is time that goes by, and nothing else could tell of it: several times what is buffered.
        Thread.Sleep(1500);
        Signal("CONT", player.Id);
        Wait.Until(() => new FileInfo(stopped).Length > before + Rate * 8, "sound after the stop");

        Assert.Equal(0, player.End());
        AssertHolds(Heard(), 0, Length);
    }

    [Fact]
    public void Given_a_pause_while_the_card_is_gone_then_it_stays_silent_until_it_goes_on()
    {
        using var player = Play();
        AwaitSound(2 * Rate);
        Control('g');
        player.Event("output-lost");
        var cut = FramesSoFar;
        NtBinary.Run("transport", "pause", "--node", _bench.At("player.sock"));
        player.Event("state-changed", e => e.GetProperty("state").GetString() == "Paused");
        Control('.');
        player.Event("output-opened", after: "output-lost");
        NtBinary.Run("transport", "play", "--node", _bench.At("player.sock"));

        Assert.Equal(0, player.End());
        AssertGoesOn(Heard(cut));
    }

    [Fact]
    public void Given_another_device_when_the_card_stays_away_then_the_sound_goes_on_there()
    {
        using var player = Play("--fallback", "file:" + _bench.At("other.raw"));
        AwaitSound(3 * Rate);
        Control('g');
        var moved = player.Event("output-lost", e => e.TryGetProperty("moves_to", out _));
        Assert.Equal("file:" + _bench.At("other.raw"), moved.GetProperty("moves_to").GetString());

        Assert.Equal(0, player.End());
        var (before, after) = (Sounding(Heard()), Sounding(Read(Narrowed(File.ReadAllBytes(_bench.At("other.raw"))), Length)));
        var (first, second) = (Assert.Single(before), Assert.Single(after));
        Assert.Equal(0, first.First);
        Assert.InRange(second.First, first.End - Rate, first.End + Rate / 50);
        Assert.Equal(Length, second.End);
    }

    [Fact]
    public void Given_another_device_that_is_not_there_either_then_the_card_is_waited_for_as_without_it()
    {
        using var player = Play("--fallback", "alsa:no_such_card");
        AwaitSound(3 * Rate);
        Control('g');
        player.Event("output-lost", e => e.TryGetProperty("moves_to", out var to) && to.GetString() == "alsa:paced_S32_LE");
        var cut = FramesSoFar;
        Control('.');

        Assert.Equal(0, player.End());
        AssertGoesOn(Heard(cut));
    }

    [Fact]
    public void Given_another_device_when_the_card_is_not_there_at_all_then_everything_is_played_there()
    {
        using var player = new Player(_bench, _devices.Environment, _song, "--output", "alsa:no_such_card", "--fallback", "file:" + _bench.At("other.raw"), "--quiet");

        Assert.Equal(0, player.End());
        AssertHolds(Read(Narrowed(File.ReadAllBytes(_bench.At("other.raw"))), Length), 0, Length);
    }

    [Theory]
    [InlineData(3 * Rate, 200)]
    [InlineData(3 * Rate, 100)]
    [InlineData(3 * Rate, 0)]
    [InlineData(6 * Rate, 200)]
    [InlineData(6 * Rate, 100)]
    [InlineData(6 * Rate, 0)] // the last frame is in the card's buffer
    public void Given_a_card_that_vanishes_in_the_last_moment_of_a_track_or_of_the_queue_then_each_track_ends_once_and_none_of_it_is_missing(int end, int milliseconds)
    {
        const int track = 3 * Rate;
        var (a, b) = (Write(_bench.At("a.wav"), track), Write(_bench.At("b.wav"), track, track));
        using var player = new Player(_bench, _devices.Environment, a, b, "--output", "alsa:paced_S32_LE", "--latency", "200", "--quiet");
        AwaitSound(end - milliseconds * Rate / 1000);
        Control('g');
        // It may have ended before it could notice.
        Wait.Until(() => player.HasEnded || player.Events().Any(e => Player.Name(e) == "output-lost"), "the loss or the end");
        var cut = FramesSoFar;
        Control('.');

        Assert.Equal(0, player.End());
        var wasLost = player.Events().Any(e => Player.Name(e) == "output-lost");
        var heard = Read(_devices.Take(), 2 * track, cut);
        AssertHolds(heard, 0, 2 * track, mayMiss: wasLost ? Rate / 50 : 0);
        var exact = heard.Where(s => s.Kind == StretchKind.Exact).ToList();
        Assert.True(exact.Count <= (wasLost ? 2 : 1), string.Join(" ", heard));
        Assert.Equal([0, 2 * track], [exact[0].First, exact[^1].End]);
        Assert.True(exact[^1].First <= 0 || exact[^1].First >= exact[0].End - Rate, string.Join(" ", heard));
        var ended = player.Events().Where(e => Player.Name(e) == "entry-ended").Select(e => e.GetRawText()).ToList();
        Assert.True(ended.Count == 2, string.Join("\n", player.Events()));
        Assert.All(player.Events().Where(e => Player.Name(e) == "entry-ended"), e => Assert.Equal(track / (double)Rate, e.GetProperty("position").GetDouble(), 1e-6));
    }

    // Before and after the loss nothing but the sound; what had not been heard when the card went comes again, and no more than that.
    private static void AssertGoesOn(IReadOnlyList<Stretch> heard)
    {
        AssertHolds(heard, 0, Length, mayMiss: Rate / 50); // the fades that it ends and begins with
        var exact = Sounding(heard);
        Assert.True(exact.Count == 2, string.Join(" ", heard));
        Assert.Equal(0, exact[0].First);
        Assert.InRange(exact[1].First, exact[0].End - Rate, exact[0].End + Rate / 50);
        Assert.Equal(Length, exact[1].End);
    }

    private Player Play(params string[] more) => new(_bench, _devices.Environment, [_song, "--output", "alsa:paced_S32_LE", "--latency", "200", "--quiet", .. more]);

    private static List<Stretch> Sounding(IEnumerable<Stretch> heard) => [.. heard.Where(s => s.Kind == StretchKind.Exact)];

    private IReadOnlyList<Stretch> Heard(long? cut = null) => Read(_devices.Take(), Length, cut);

    private long FramesSoFar => new FileInfo(_bench.At("out.raw")).Length / 8;

    // In its place: the card has the file mapped, and must not see it empty.
    private void Control(char what)
    {
        using var file = File.OpenWrite(_bench.At("control"));
        file.WriteByte((byte)what);
    }

    private void AwaitSound(int frames) => Wait.Until(() => new FileInfo(_bench.At("out.raw")) is { Exists: true } f && f.Length >= frames * 8L, "sound");

    private static void Signal(string name, int id)
    {
        using var kill = Process.Start("/bin/kill", [$"-{name}", id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
