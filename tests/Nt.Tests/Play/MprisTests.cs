using System.Diagnostics;
using System.Globalization;
using NTWorkstation.Contracts.Transport;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>nt play on a real session bus, controlled by playerctl.</summary>
public sealed class MprisTests : PlayTest
{
    private const string One = "tone:sine?hz=400&db=-30&seconds=300", Two = "tone:sine?hz=500&db=-30&seconds=300";

    private Player OnBus(SessionBus bus, params string[] args) => Player.Start(Folder, new Dictionary<string, string> { ["DBUS_SESSION_BUS_ADDRESS"] = bus.Address }, args);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public async Task Playerctl_sees_and_does_what_media_keys_do()
    {
        using var bus = await SessionBus.StartAsync();
        using var player = OnBus(bus, One, Two, "--output", "null");
        await bus.Says("Playing", "status");
        await bus.Says("Sine 400 Hz, −30 dB", "metadata", "xesam:title");
        Assert.Equal("300000000", bus.Ask("metadata", "mpris:length").Out);
        Assert.StartsWith("'/org/ntworkstation/entry/1'", bus.Ask("metadata", "mpris:trackid").Out, StringComparison.Ordinal);

        Assert.Equal(0, bus.Ask("pause").Code);
        await bus.Says("Paused", "status");
        await player.Until(s => s.State == TransportState.Paused);
        bus.Ask("play-pause");
        await player.Until(s => s.State == TransportState.Playing);

        bus.Ask("position", "100");
        Assert.InRange((await player.Until(s => s.Position.Value >= 100)).Position.Value, 100, 200);
        Assert.InRange(Number(bus.Ask("position").Out), 100, 200);
        bus.Ask("position", "50-");
        Assert.InRange((await player.Until(s => s.Position.Value < 100)).Position.Value, 50, 99);

        bus.Ask("next");
        await bus.Says("Sine 500 Hz, −30 dB", "metadata", "xesam:title");
        bus.Ask("previous");
        await bus.Says("Sine 400 Hz, −30 dB", "metadata", "xesam:title");

        bus.Ask("volume", "0.5");
        Assert.Equal(-18.06, (await player.Until(s => s.Volume.Value != 0)).Volume.Value, 0.01);
        player.Run("volume", "-6");
        await bus.Until(a => Math.Abs(Number(a) - 0.794) < 0.001, "volume");
        bus.Ask("loop", "Track");
        Assert.Equal(LoopMode.Entry, (await player.Until(s => s.Loop != LoopMode.Off)).Loop);
        await bus.Says("Track", "loop");
        bus.Ask("shuffle", "On");
        await player.Until(s => s.IsShuffled);
        await bus.Says("On", "shuffle");

        bus.Ask("stop");
        await player.Until(s => s.State == TransportState.Stopped);
        await bus.Says("Stopped", "status");
        bus.Ask("play");
        await bus.Says("Playing", "status");
    }

    [Fact]
    public async Task A_file_is_opened_and_told_with_its_address()
    {
        using var bus = await SessionBus.StartAsync();
        var path = In("a song.wav");
        Assert.Equal(0, InProcess.Run("play", "tone:sine?hz=800&db=-20&seconds=60", "--output", "file:" + path, "--quiet", "--no-mpris").Code);
        using var player = OnBus(bus, One, "--output", "null");
        await bus.Says("Playing", "status");
        Assert.Equal(0, bus.Ask("open", new Uri(path).AbsoluteUri).Code);
        await bus.Says("a song", "metadata", "xesam:title");
        Assert.Equal(new Uri(path).AbsoluteUri, bus.Ask("metadata", "xesam:url").Out);
        Assert.Equal(2, player.Status().Queue.Count);
    }

    [Fact]
    public async Task Changes_are_signalled_as_they_happen_and_the_description_is_whole()
    {
        using var bus = await SessionBus.StartAsync();
        using var player = OnBus(bus, One, Two, "--output", "null");
        await bus.Says("Playing", "status");
        var start = new ProcessStartInfo("/usr/bin/dbus-monitor") { RedirectStandardOutput = true };
        foreach (var arg in (string[])["--session", "path='/org/mpris/MediaPlayer2',type='signal'"]) start.ArgumentList.Add(arg);
        start.Environment["DBUS_SESSION_BUS_ADDRESS"] = bus.Address;
        using var monitor = Process.Start(start)!;
        try
        {
            var seen = new List<string>();
            _ = Task.Run(async () =>
            {
                while (await monitor.StandardOutput.ReadLineAsync() is { } line)
                    lock (seen) seen.Add(line);
            }, TestContext.Current.CancellationToken);
            await Seen("NameAcquired");
            player.Run("seek", "42");
            await Seen("member=Seeked");
            await Seen("int64 42000000");
            player.Run("pause");
            await Seen("\"Paused\"");
            player.Run("volume", "-60");
            await Seen("double 0.1");
            Assert.DoesNotContain(seen.ToArray(), l => l.Contains("\"Position\"", StringComparison.Ordinal));

            Task Seen(string words) => Wait.UntilAsync(() => Signals().Any(l => l.Contains(words, StringComparison.Ordinal)), () => $"{words} in {string.Join('\n', Signals())}");

            string[] Signals()
            {
                lock (seen) return [.. seen];
            }
        }
        finally
        {
            monitor.Kill();
        }
        string Call(params string[] args) => bus.Run("/usr/bin/dbus-send", ["--session", "--print-reply", "--dest=org.mpris.MediaPlayer2.ntworkstation", "/org/mpris/MediaPlayer2", .. args]).Out;
        Assert.Contains("org.mpris.MediaPlayer2.Player", Call("org.freedesktop.DBus.Introspectable.Introspect"), StringComparison.Ordinal);
        Assert.Contains("NTWorkstation", Call("org.freedesktop.DBus.Properties.GetAll", "string:org.mpris.MediaPlayer2"), StringComparison.Ordinal);
        Assert.Contains("UnknownMethod", Call("org.mpris.MediaPlayer2.Player.Dance"), StringComparison.Ordinal);
        Assert.Contains("InvalidArgs", Call("org.mpris.MediaPlayer2.Player.Seek", "string:far"), StringComparison.Ordinal);
        Assert.Contains("UnknownProperty", Call("org.freedesktop.DBus.Properties.Get", "string:org.mpris.MediaPlayer2.Player", "string:Colour"), StringComparison.Ordinal);
        Assert.Contains("InvalidArgs", Call("org.mpris.MediaPlayer2.Player.OpenUri", "string:gopher://x"), StringComparison.Ordinal);
        Call("org.mpris.MediaPlayer2.Quit");
        Assert.Equal(0, (await player.Ended()).Code);
    }

    [Fact]
    public async Task A_second_player_has_a_name_of_its_own_and_one_that_is_asked_not_to_has_none()
    {
        using var bus = await SessionBus.StartAsync();
        using var first = OnBus(bus, One, "--output", "null");
        await bus.Says("Playing", "status");
        using var second = OnBus(bus, Two, "--output", "null", "--node", In("second.sock"));
        await bus.Until(a => a.Contains($"ntworkstation.instance{second.Id}", StringComparison.Ordinal), "--list-all");
        using var quiet = OnBus(bus, Two, "--output", "null", "--no-mpris", "--node", In("third.sock"));
        await Wait.UntilAsync(() => quiet.Try("status", "--node", In("third.sock")).Code == 0, "the third player's start");
        Assert.DoesNotContain($"instance{quiet.Id}", bus.Ask("--list-all").Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bus_that_dies_or_was_never_there_leaves_the_player_playing()
    {
        using (var bus = await SessionBus.StartAsync())
        {
            using var player = OnBus(bus, One, "--output", "null");
            await bus.Says("Playing", "status");
            bus.Kill();
            var before = (await player.Playing()).Position.Value;
            await player.Until(s => s.Position.Value > before + 0.5);
            player.Run("seek", "299.9");
            Assert.Equal(0, (await player.Ended()).Code);
        }
        using var alone = Player.Start(Folder, new Dictionary<string, string> { ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + In("nothing") }, One, "--output", "null");
        await alone.Playing();
        alone.Signal(Player.Interrupt);
        var (code, error) = await alone.Ended();
        Assert.Equal(130, code);
        Assert.Contains("note: Media keys do not reach this player", error, StringComparison.Ordinal);
    }
}
