using System.Diagnostics;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>A PulseAudio of its own with null sinks, without D-Bus.</summary>
internal sealed class PulseServer : IDisposable
{
    private readonly Workbench _bench;
    private readonly Process _process;

    /// <param name="sinks">PulseAudio's name of a format, and a rate.</param>
    public PulseServer(Workbench bench, IEnumerable<(string Format, int Rate)> sinks)
    {
        _bench = bench;
        var lines = new List<string> { $"load-module module-native-protocol-unix socket={bench.At("pulse.socket")} auth-anonymous=1" };
        lines.AddRange(sinks.Select(s =>
            $"load-module module-null-sink sink_name={Name(s.Format, s.Rate)} rate={s.Rate} format={s.Format} channels=2 norewinds=1 sink_properties=device.description={Name(s.Format, s.Rate)}"));
        File.WriteAllLines(bench.At("pulse.pa"), lines);
        Environment = new Dictionary<string, string> { ["HOME"] = bench.Folder, ["XDG_RUNTIME_DIR"] = bench.Folder, ["PULSE_SERVER"] = "unix:" + bench.At("pulse.socket") };
        _process = Tools.Start(bench.At("pulse.out"), Environment, "pulseaudio", "-n", "-F", bench.At("pulse.pa"), "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no", "--high-priority=no");
        Wait.Until(() => File.Exists(bench.At("pulse.socket")) && IsUp(), "PulseAudio's answer");
    }

    public IReadOnlyDictionary<string, string> Environment { get; }

    public static string Name(string format, int rate) => $"nt_{format}_{rate}";

    /// <summary>What the sink plays while the action runs, as its own bytes, and some silence behind it.</summary>
    public byte[] Capture(string format, int rate, Action play)
    {
        var path = _bench.At("capture");
        File.Delete(path);
        var recorder = Tools.Start(path, Environment, "parec", "--raw", $"--device={Name(format, rate)}.monitor", $"--format={format}", $"--rate={rate}", "--channels=2", "--latency-msec=20");
        try
        {
            Wait.Until(() => Length(path) > rate / 20 * 8, "a recording");
            play();
            var heard = Length(path);
            Wait.Until(() => Length(path) > heard + rate / 4 * 8, "the end of a recording");
        }
        finally
        {
            Tools.End(recorder);
        }
        return File.ReadAllBytes(path);
    }

    public void Dispose() => Tools.End(_process);

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private bool IsUp()
    {
        using var ask = Tools.Start(_bench.At("pactl.out"), Environment, "pactl", "info");
        ask.WaitForExit();
        return ask.ExitCode == 0;
    }
}
