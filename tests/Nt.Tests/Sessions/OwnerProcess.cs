using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace NTWorkstation.Nt.Tests.Sessions;

/// <summary>nt session open in a process of its own.</summary>
internal sealed partial class OwnerProcess : IDisposable
{
    public const int Stop = 19, Continue = 18, Interrupt = 2;
    private readonly Process _process;
    private readonly Task<string> _error;

    private OwnerProcess(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts it and waits until it owns the session.</summary>
    public static async Task<OwnerProcess> OpenAsync(SessionHome home, string name, CancellationToken cancellation)
    {
        // A shell's background has SIGINT ignored, and the tests would hand that on: env brings it back.
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "nt"), "session", "open", name }) start.ArgumentList.Add(argument);
        foreach (var (variable, value) in home.Environment) start.Environment[variable] = value;
        var owner = new OwnerProcess(Process.Start(start)!);
        Assert.Contains("is open", await owner.LineAsync(cancellation), StringComparison.Ordinal);
        return owner;
    }

    /// <summary>The next line that it tells.</summary>
    public async Task<string> LineAsync(CancellationToken cancellation) =>
        await _process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException($"nt has ended: {await _error}");

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Signal(int signal) => Assert.Equal(0, kill(_process.Id, signal));

    public async Task<(int Code, string Error)> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
