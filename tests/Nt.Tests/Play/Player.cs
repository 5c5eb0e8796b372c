using System.Diagnostics;
using System.Runtime.InteropServices;
using NTWorkstation.Contracts.Transport;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>nt play in a process and with folders of its own.</summary>
internal sealed partial class Player : IDisposable
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15;
    private readonly Dictionary<string, string> _environment;
    private readonly Process _process;
    private readonly Task<string> _error;

    private Player(Process process, Dictionary<string, string> environment) => (_process, _environment, _error) = (process, environment, process.StandardError.ReadToEndAsync());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="folder">Of data, sockets and whatever else it keeps.</param>
    public static Player Start(string folder, IReadOnlyDictionary<string, string>? more = null, params string[] args)
    {
        var environment = new Dictionary<string, string>
        {
            ["XDG_DATA_HOME"] = Path.Combine(folder, "data"),
            ["XDG_RUNTIME_DIR"] = folder,
            ["DBUS_SESSION_BUS_ADDRESS"] = "",
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) environment[name] = value;
        // A shell's background has SIGINT ignored, and the tests would hand that on: env brings it back.
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "nt"), "play", .. args]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var player = new Player(Process.Start(start)!, environment);
        player._process.StandardInput.Close();
        return player;
    }

    public int Id => _process.Id;

    /// <summary>Another nt in the same surroundings, whose streams are read by who asks.</summary>
    public Process Beside(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "nt"), args) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>nt transport …</summary>
    public InProcess.Result Try(params string[] args) => InProcess.Run(new InProcess.Setting { Environment = _environment }, ["transport", .. args]);

    /// <summary>nt transport …, which must succeed; what it says.</summary>
    public string Run(params string[] args)
    {
        var result = Try(args);
        Assert.True(result.Code == 0, result.Error);
        return result.Out;
    }

    public TransportStatus Status() =>
        Assert.IsType<StatusReply>(TransportJson.ReadReply(System.Text.Encoding.UTF8.GetBytes(Run("status", "--json")))).Status;

    /// <summary>Waits for what the player is to come to.</summary>
    public async Task<TransportStatus> Until(Func<TransportStatus, bool> fits)
    {
        InProcess.Result? last = null;
        return await Wait.ForAsync(
            async () =>
            {
                Assert.False(_process.HasExited, _process.HasExited ? $"nt play has ended: {await _error}" : "");
                last = Try("status", "--json");
                return last.Code == 0 && TransportJson.ReadReply(System.Text.Encoding.UTF8.GetBytes(last.Out)) is StatusReply { Status: var status } && fits(status) ? status : null;
            },
            () => $"What is expected of {last?.Out}{last?.Error}");
    }

    public Task<TransportStatus> Playing() => Until(s => s.State == TransportState.Playing && s.Position.Value > 0);

    public void Signal(int signal) => Assert.Equal(0, kill(_process.Id, signal));

    public async Task<(int Code, string Error)> Ended()
    {
        await _process.WaitForExitAsync(Cancellation).WaitAsync(Wait.Patience, Cancellation);
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
