using System.Diagnostics;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>A JACK of its own on the dummy driver. There are few names, and they are used again: a killed server keeps its place in JACK's list of eight
/// until one of its name comes.</summary>
internal sealed class JackServer : IDisposable
{
    private readonly Workbench _bench;
    private readonly FileStream _lock;
    private readonly string _name;
    private readonly Process _process;

    public JackServer(Workbench bench, int rate)
    {
        _bench = bench;
        (_name, _lock) = Claim();
        Environment = new Dictionary<string, string> { ["JACK_DEFAULT_SERVER"] = _name, ["JACK_NO_AUDIO_RESERVATION"] = "1", ["JACK_NO_START_SERVER"] = "1" };
        _process = Tools.Start(bench.At("jackd.out"), Environment, "jackd", "-n", _name, "-r", "-d", "dummy", "-r", $"{rate}", "-p", "256");
    }

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>What a client with two inputs hears while the action runs, interleaved floats.</summary>
    /// <param name="play">Gets the name of the client.</param>
    public byte[] Capture(int frames, Action<string> play)
    {
        var (path, told) = (_bench.At("heard.f32"), _bench.At("listener.out"));
        File.Delete(path);
        Process? listener = null;
        // The server may not be there yet.
        Wait.Until(() =>
        {
            File.Delete(told);
            listener = Tools.Start(told, Environment, Tools.Native("nt_jack_listener"), "listener", "2", $"{frames}", path);
            Wait.Until(() => listener.HasExited || File.Exists(told) && File.ReadAllText(told).Contains("ready", StringComparison.Ordinal), "the listener's start");
            return !listener.HasExited;
        }, "JACK's answer");
        play("listener");
        listener!.StandardInput.Close();
        listener.WaitForExit();
        listener.Dispose();
        return File.ReadAllBytes(path);
    }

    public void Dispose()
    {
        Tools.End(_process);
        // What a killed server leaves.
        foreach (var file in Directory.EnumerateFiles("/dev/shm").Where(f => f.Contains($"_{_name}_", StringComparison.Ordinal))) File.Delete(file);
        _lock.Dispose();
    }

    private static (string, FileStream) Claim()
    {
        (string, FileStream) claimed = default;
        Wait.Until(() => TryClaim("ntplay0", out claimed) || TryClaim("ntplay1", out claimed), "a free name");
        return claimed;
    }

    private static bool TryClaim(string name, out (string, FileStream) claimed)
    {
        try
        {
            claimed = (name, new FileStream(Path.Combine(Path.GetTempPath(), name + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            claimed = default;
            return false;
        }
    }
}
