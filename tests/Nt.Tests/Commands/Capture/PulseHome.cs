using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Capture;

/// <summary>A PulseAudio daemon of a test's own with one sink that nobody hears, nt and players beside it.</summary>
internal sealed partial class PulseHome : IDisposable
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15;
    private readonly List<Process> _processes = [];

    private PulseHome() => Folder = Directory.CreateTempSubdirectory("nt-pulse-").FullName;

    public string Folder { get; }
    public Process Server { get; private set; } = null!;

    /// <param name="format">Of the sink, as PulseAudio calls it.</param>
    public static async Task<PulseHome> StartAsync(string format = "s32le", int rate = 48000)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pulseaudio") && File.Exists("/usr/bin/pacat"), "pulseaudio is not installed");
        var home = new PulseHome();
        await File.WriteAllTextAsync(home.At("pulse.pa"),
            $"load-module module-native-protocol-unix socket={home.At("native")} auth-anonymous=1\n" +
            $"load-module module-null-sink sink_name=nt rate={rate} format={format} channels=2 norewinds=1 sink_properties=device.description=nt\n");
        home.Server = home.Run("pulseaudio", "-n", "-F", home.At("pulse.pa"), "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no", "--high-priority=no");
        await Wait.UntilAsync(() => Finish(home.Run("pactl", "info")).Code == 0, "the server's answer");
        return home;
    }

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Starts a program with this server as its own; what it says is kept for Finish.</summary>
    public Process Run(string program, params string[] arguments)
    {
        // A shell's background has SIGINT ignored, and the tests would hand that on: env brings it back.
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (var argument in (string[])["--default-signal=INT", program, .. arguments]) start.ArgumentList.Add(argument);
        start.Environment["HOME"] = start.Environment["XDG_RUNTIME_DIR"] = Folder;
        start.Environment["PULSE_SERVER"] = "unix:" + At("native");
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    public Process Nt(params string[] arguments) => Run(Path.Combine(AppContext.BaseDirectory, "nt"), arguments);

    /// <summary>A program that plays s32 noise of its own, twenty seconds of it, as an application of this name.</summary>
    /// <param name="mark">1 to 3: the two lowest bits of every sample, by which it is known again.</param>
    /// <returns>Its samples, interleaved.</returns>
    public (Process Process, int[] Samples) Play(string name, int mark, double seconds = 20)
    {
        var random = new Random(mark);
        var samples = new int[(int)(seconds * 48000) * 2];
        for (var i = 0; i < samples.Length; i++) samples[i] = random.Next(int.MinValue / 3, int.MaxValue / 3) & ~3 | mark;
        var path = At(name + ".raw");
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(samples.AsSpan()).ToArray());
        return (Run("pacat", "--playback", "--raw", "--format=s32le", "--rate=48000", "--channels=2", "--latency-msec=500", "--client-name=" + name, path), samples);
    }

    public static (int Code, string Out, string Error) Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Wait.Patience), "It does not end.");
        return (process.ExitCode, output, error.Result);
    }

    public static void Signal(Process process, int signal) => Assert.Equal(0, kill(process.Id, signal));

    /// <summary>Bytes of the part that a capture writes beside its file.</summary>
    public long Written() => Directory.EnumerateFiles(Folder, ".nt-*.part", new EnumerationOptions { AttributesToSkip = 0 }).Sum(f => new FileInfo(f).Length);

    /// <summary>The samples of a WAV file of 32 bit.</summary>
    public int[] Wav(string name)
    {
        var bytes = File.ReadAllBytes(At(name));
        var at = 12;
        while (System.Text.Encoding.ASCII.GetString(bytes, at, 4) != "data") at += 8 + BitConverter.ToInt32(bytes, at + 4);
        return MemoryMarshal.Cast<byte, int>(bytes.AsSpan(at + 8, BitConverter.ToInt32(bytes, at + 4))).ToArray();
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }
            process.Dispose();
        }
        Directory.Delete(Folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
