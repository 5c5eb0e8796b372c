using System.Diagnostics;
using Xunit;
using static NTWorkstation.Acceptance.Tests.Playing.Faults.Ramp;

namespace NTWorkstation.Acceptance.Tests.Playing.Faults;

/// <summary>A sound server that is killed while it plays, and comes back.</summary>
public sealed class ServerFaultTests : IDisposable
{
    private const int Length = 20 * Rate;
    private readonly Workbench _bench = new();
    private readonly List<Process> _running = [];

    public void Dispose()
    {
        foreach (var process in _running) Tools.End(process);
        _bench.Dispose();
    }

    [Fact]
    public void Given_a_sound_server_that_is_killed_and_started_again_then_the_sound_goes_on_where_it_was_heard()
    {
        Tools.Require("pulseaudio", "parec", "pactl");
        var song = Write(_bench.At("song.wav"), Length);
        var first = Serve("first");
        File.Move(_bench.At("first.socket"), _bench.At("pulse.socket"));
        using var player = new Player(_bench, Environment("pulse"), song, "--output", "pulse:nt", "--latency", "200", "--quiet");
        Wait.Until(() => Frames("first.raw") is var n && n > 4 * Rate && HasSound("first.raw"), "sound");
        first.Kill();
        player.Event("output-lost");
        // The recording runs before the player can find the server: nothing of what it plays is missed.
        Serve("second");
        File.Move(_bench.At("second.socket"), _bench.At("pulse.socket"), overwrite: true);
        player.Event("output-opened", after: "output-lost");

        Assert.Equal(0, player.End());
        var heard = Exact("first.raw");
        var again = Exact("second.raw");
        Assert.Equal(0, heard.First);
        // At most what was under way in the server comes twice; nothing is left out but the fade that it begins with.
        Assert.InRange(again.First, heard.End - Rate, heard.End + Rate / 5);
        Assert.Equal(Length, again.End);
    }

    // A server with a null sink, and a recording of that which has begun.
    private Process Serve(string name)
    {
        File.WriteAllLines(_bench.At(name + ".pa"),
        [
            $"load-module module-native-protocol-unix socket={_bench.At(name + ".socket")} auth-anonymous=1",
            $"load-module module-null-sink sink_name=nt rate={Rate} format=s32le channels=2 norewinds=1 sink_properties=device.description=nt",
        ]);
        var server = Start(name + ".out", Environment(name), "pulseaudio", "-n", "-F", _bench.At(name + ".pa"), "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no", "--high-priority=no");
        Wait.Until(() => File.Exists(_bench.At(name + ".socket")), "a server's socket");
        Start(name + ".raw", Environment(name), "parec", "--raw", "--device=nt.monitor", "--format=s32le", $"--rate={Rate}", "--channels=2", "--latency-msec=20");
        Wait.Until(() => Frames(name + ".raw") > Rate / 20, "a recording");
        return server;
    }

    private Process Start(string output, IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        var process = Tools.Start(_bench.At(output), environment, words);
        _running.Add(process);
        return process;
    }

    private Dictionary<string, string> Environment(string socket) =>
        new() { ["HOME"] = _bench.Folder, ["XDG_RUNTIME_DIR"] = _bench.Folder, ["PULSE_SERVER"] = $"unix:{_bench.At(socket + ".socket")}" };

    // The sink has a clock of its own: a server that is woken late puts silence between, but nothing of the sound is lost or moved.
    private Stretch Exact(string name)
    {
        var bytes = ReadShared(name);
        var exact = Read(bytes.AsSpan(0, bytes.Length / 8 * 8), Length, mayStop: true).Where(s => s.Kind == StretchKind.Exact).ToList();
        Assert.NotEmpty(exact);
        for (var k = 1; k < exact.Count; k++) Assert.Equal(exact[k - 1].End, exact[k].First);
        return new(StretchKind.Exact, exact[0].First, exact[^1].End - exact[0].First);
    }

    private bool HasSound(string name) => Array.FindIndex(ReadShared(name), b => b != 0) is >= 0 and var at && Frames(name) > at / 8 + 3 * Rate;

    private long Frames(string name) => new FileInfo(_bench.At(name)) is { Exists: true } file ? file.Length / 8 : 0;

    private byte[] ReadShared(string name)
    {
        using var file = new FileStream(_bench.At(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
