using System.Diagnostics;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>A session bus of its own, and what asks on it.</summary>
internal sealed class SessionBus : IDisposable
{
    private readonly Process _daemon;

    private SessionBus(Process daemon, string address) => (_daemon, Address) = (daemon, address);

    public string Address { get; }

    public static async Task<SessionBus> StartAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dbus-daemon") && File.Exists("/usr/bin/playerctl"), "dbus-daemon or playerctl is missing; scripts/packages.sh names their packages.");
        var daemon = Process.Start(new ProcessStartInfo("/usr/bin/dbus-daemon") { ArgumentList = { "--session", "--nofork", "--print-address=1" }, RedirectStandardOutput = true })!;
        var address = await daemon.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new(daemon, Assert.IsType<string>(address));
    }

    /// <summary>playerctl of our player.</summary>
    public (int Code, string Out) Ask(params string[] args) => Run("/usr/bin/playerctl", ["--player=ntworkstation", .. args]);

    public (int Code, string Out) Run(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment["DBUS_SESSION_BUS_ADDRESS"] = Address;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim() + error.Result.Trim());
    }

    /// <summary>Asks again until the answer fits.</summary>
    public async Task<string> Until(Func<string, bool> fits, params string[] args)
    {
        var (code, answer) = (0, "");
        await Wait.UntilAsync(() => ((code, answer) = Ask(args)) is { code: 0 } && fits(answer), () => $"playerctl {string.Join(' ', args)} says {answer}: what is expected of it");
        return answer;
    }

    public Task<string> Says(string words, params string[] args) => Until(a => a == words, args);

    public void Kill()
    {
        if (!_daemon.HasExited) _daemon.Kill();
        _daemon.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _daemon.Dispose();
    }
}
